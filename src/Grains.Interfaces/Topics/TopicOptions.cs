using System.ComponentModel.DataAnnotations;
using AndroidZen.Security;
using Microsoft.Extensions.Options;

namespace AndroidZen.Topics;

/// <summary>Section <c>Topics</c>: how topics behave, and who may use them. The same in every process of a cluster.</summary>
public sealed class TopicOptions
{
    public const string SectionName = "Topics";

    /// <summary>
    /// What each topic does: of the rules whose pattern matches, the first that names a property decides on that property; after them come the platform's own rules (docs/protocol.md,
    /// "Topic rules").
    /// </summary>
    [ValidateEnumeratedItems]
    public IList<TopicRule> Rules { get; init; } = [];

    /// <summary>The longest name of a topic that clients may subscribe to and requests may publish on, in characters. With less than 136, devices with the longest ids cannot be watched.</summary>
    [Range(16, TopicNames.MaxLength)]
    public int MaxNameLength { get; set; } = TopicNames.MaxLength;

    /// <summary>How long a publisher's <c>id</c> is remembered: a repeat within this time is answered as the first time, and publishes nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdempotencyWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many of the latest <c>id</c>s are remembered per topic, device or user.</summary>
    [Range(1, 1_000_000)]
    public int IdempotencyKeys { get; set; } = 10_000;

    /// <summary>The most bytes of publications in one answer to a gateway that reads a topic's history; it asks again for more.</summary>
    [Range(64 * 1024, 16 * 1024 * 1024)]
    public int MaxReadBytes { get; set; } = 1024 * 1024;

    /// <summary>The most publications of a durable topic that share one write to storage.</summary>
    [Range(1, 10_000)]
    public int MaxCommitBatch { get; set; } = 256;

    /// <summary>The most bytes of publications that share one write to storage; a single publication may have more.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxCommitBytes { get; set; } = 1024 * 1024;

    /// <summary>How many bytes of a durable topic's latest publications each write to storage repeats; beyond it they get a record of their own.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int SegmentBytes { get; set; } = 64 * 1024;
}

/// <summary>One rule.</summary>
public sealed class TopicRule
{
    /// <summary>The name of a topic; <c>*</c> stands for any characters.</summary>
    [Required]
    public string Pattern { get; set; } = "";

    /// <summary>The role that a subscriber must have. Administrators have every role; <c>user</c> is anybody with a token.</summary>
    [AllowedValues(null, Roles.Admin, Roles.Publisher, Roles.Operator, Roles.Device, Roles.User)]
    public string? SubscribeRole { get; set; }

    /// <summary>The role that a publisher must have, beside what the endpoint asks for.</summary>
    [AllowedValues(null, Roles.Admin, Roles.Publisher, Roles.Operator, Roles.Device, Roles.User)]
    public string? PublishRole { get; set; }

    /// <summary>Whether publications are stored before their publisher hears of it, and outlive every silo.</summary>
    public bool? Durable { get; set; }

    /// <summary>Whether subscribers that ask for <c>mode: "latest"</c> get only the latest publication per key of what waits for them.</summary>
    public bool? Conflate { get; set; }

    /// <summary>How many publications are kept for recovery.</summary>
    [Range(0, 1_000_000)]
    public int? HistoryCount { get; set; }

    /// <summary>How many bytes of publications are kept for recovery.</summary>
    [Range(0, 1024 * 1024 * 1024)]
    public int? HistoryBytes { get; set; }

    /// <summary>How long a publication is kept for recovery.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan? HistoryAge { get; set; }

    /// <summary>Of how many keys the latest publication is kept for snapshots; beyond it, that key goes which was published longest ago.</summary>
    [Range(0, 1_000_000)]
    public int? SnapshotKeys { get; set; }

    /// <summary>
    /// Whether the topic tells on <c>presence:{topic}</c> who comes to it and goes. Never the platform's own topics, nor those that tell of others' presence, nor names so long that nobody could
    /// subscribe to that topic.
    /// </summary>
    public bool? Presence { get; set; }
}

[OptionsValidator]
public sealed partial class TopicOptionsValidator : IValidateOptions<TopicOptions>;
