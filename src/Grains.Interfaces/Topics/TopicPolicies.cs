using System.IO.Enumeration;
using AndroidZen.Security;
using Microsoft.Extensions.Options;

namespace AndroidZen.Topics;

/// <summary>Tells what a topic does: the configured rules first, then the platform's own.</summary>
public sealed class TopicPolicies
{
    private readonly IReadOnlyList<TopicRule> _rules;

    public TopicPolicies(IOptions<TopicOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _rules = [.. options.Value.Rules, .. Defaults];
        MaxNameLength = options.Value.MaxNameLength;
    }

    /// <inheritdoc cref="TopicOptions.MaxNameLength"/>
    public int MaxNameLength { get; }

    /// <summary>The platform's own rules. The last one matches every topic and names every property that needs a value.</summary>
    public static IReadOnlyList<TopicRule> Defaults { get; } =
    [
        // Everything that changes in the fleet: too much to be stored, and soon outdated.
        new() { Pattern = TopicNames.DeviceStatus, Durable = false },
        new() { Pattern = TopicNames.Metrics("*"), HistoryCount = 2000, HistoryBytes = 512 * 1024, HistoryAge = TimeSpan.FromMinutes(2), SnapshotKeys = 16 },
        Kept(TopicNames.Notifications),
        Kept(TopicNames.Security),
        Kept(TopicNames.User("*")),
        Kept(TopicNames.Agent("*")),
        Kept(TopicNames.Device("*")),

        // Who is on a topic is nothing for strangers. A presence that begins anew learns from the snapshot whom it has told of.
        new() { Pattern = TopicNames.Presence("*"), SubscribeRole = Roles.User, SnapshotKeys = 10_000 },
        new()
        {
            Pattern = "*",
            Durable = false,
            Conflate = true,
            HistoryCount = 20_000,
            HistoryBytes = 4 * 1024 * 1024,
            HistoryAge = TimeSpan.FromMinutes(10),
            SnapshotKeys = 1000,
            Presence = false,
        },
    ];

    /// <summary>What the topic does.</summary>
    public TopicPolicy For(string topic)
    {
        // For every publication: no more is allocated than what is returned.
        var sum = new TopicRule { Pattern = topic };
        foreach (var rule in _rules)
        {
            if (FileSystemName.MatchesSimpleExpression(rule.Pattern, topic, ignoreCase: false))
            {
                sum.SubscribeRole ??= rule.SubscribeRole;
                sum.PublishRole ??= rule.PublishRole;
                sum.Durable ??= rule.Durable;
                sum.Conflate ??= rule.Conflate;
                sum.HistoryCount ??= rule.HistoryCount;
                sum.HistoryBytes ??= rule.HistoryBytes;
                sum.HistoryAge ??= rule.HistoryAge;
                sum.SnapshotKeys ??= rule.SnapshotKeys;
                sum.Presence ??= rule.Presence;
            }
        }

        return new TopicPolicy(
            sum.SubscribeRole,
            sum.PublishRole,
            sum.Durable!.Value,
            sum.Conflate!.Value,
            sum.HistoryCount!.Value,
            sum.HistoryBytes!.Value,
            sum.HistoryAge!.Value,
            sum.SnapshotKeys!.Value,
            sum.Presence!.Value && MayHavePresence(topic));
    }

    private bool MayHavePresence(string topic) => TopicNames.PresenceOf(topic) is null && TopicNames.IsWellFormed(TopicNames.Presence(topic), MaxNameLength);

    private static TopicRule Kept(string pattern) => new()
    {
        Pattern = pattern,
        Durable = true,
        HistoryCount = 5000,
        HistoryBytes = 2 * 1024 * 1024,
        HistoryAge = TimeSpan.FromDays(1),
        SnapshotKeys = 100,
    };
}
