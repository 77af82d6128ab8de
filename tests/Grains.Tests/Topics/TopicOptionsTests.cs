using AndroidZen.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicOptionsTests
{
    [Fact]
    public void Validate_NothingConfigured_HoldsTheDefaults()
    {
        var options = Bind();
        Assert.Empty(options.Rules);
        Assert.Equal((TimeSpan.FromMinutes(10), 10_000, 1024 * 1024), (options.IdempotencyWindow, options.IdempotencyKeys, options.MaxReadBytes));
        Assert.Equal((256, 64 * 1024), (options.MaxCommitBatch, options.SegmentBytes));
    }

    [Fact]
    public void Validate_Rules_AreBoundInTheirOrder()
    {
        var rules = Bind(
            ("Rules:0:Pattern", "plant/*"), ("Rules:0:Durable", "true"), ("Rules:0:HistoryAge", "30.00:00:00"), ("Rules:0:SubscribeRole", "user"),
            ("Rules:1:Pattern", "*"), ("Rules:1:Conflate", "false"), ("Rules:1:HistoryCount", "0")).Rules;
        Assert.Equal(["plant/*", "*"], rules.Select(rule => rule.Pattern));
        Assert.Equal((true, TimeSpan.FromDays(30), "user", null), (rules[0].Durable, rules[0].HistoryAge, rules[0].SubscribeRole, rules[0].HistoryCount));
        Assert.Equal((null, false, 0), (rules[1].Durable, rules[1].Conflate, rules[1].HistoryCount));
    }

    [Theory]
    [InlineData("IdempotencyWindow", "00:00:00.5")]
    [InlineData("IdempotencyWindow", "2.00:00:00")]
    [InlineData("IdempotencyKeys", "0")]
    [InlineData("MaxReadBytes", "65535")]
    [InlineData("MaxCommitBatch", "0")]
    [InlineData("SegmentBytes", "1023")]
    [InlineData("Rules:1:Pattern", "")]
    [InlineData("Rules:1:SubscribeRole", "root")]
    [InlineData("Rules:1:PublishRole", "")]
    [InlineData("Rules:1:HistoryCount", "-1")]
    [InlineData("Rules:1:HistoryBytes", "-1")]
    [InlineData("Rules:1:HistoryAge", "-00:00:01")]
    [InlineData("Rules:1:SnapshotKeys", "1000001")]
    public void Validate_BreaksARule_NamesTheWholeKey(string key, string value)
    {
        var exception = Assert.Throws<OptionsValidationException>(
            () => Bind([("Rules:0:Pattern", "a"), .. key == "Rules:1:Pattern" ? [] : new[] { ("Rules:1:Pattern", "b") }, (key, value)]));
        Assert.Contains($"Topics:{key}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddTopicPolicies_CalledTwice_BindsTheRulesOnce()
    {
        using var services = Services(("Rules:0:Pattern", "a"));
        Assert.Single(services.GetRequiredService<IOptions<TopicOptions>>().Value.Rules);
        Assert.NotNull(services.GetRequiredService<TopicPolicies>().For("a"));
    }

    private static TopicOptions Bind(params (string Key, string Value)[] settings)
    {
        using var services = Services(settings);
        return services.GetRequiredService<IOptions<TopicOptions>>().Value;
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Topics:" + setting.Key, (string?)setting.Value)))
            .Build())
        .AddTopicPolicies()
        .AddTopicPolicies()
        .BuildServiceProvider();
}
