using AndroidZen.Topics;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicPoliciesTests
{
    [Theory]
    [InlineData("notifications", true)]
    [InlineData("security", true)]
    [InlineData("device_abc", true)]
    [InlineData("device_", true)]
    [InlineData("$user:ann", true)]
    [InlineData("$user:", true)]
    [InlineData("device_status", false)]
    [InlineData("device_status2", true)]
    [InlineData("Device_abc", false)]
    [InlineData("metrics_abc", false)]
    [InlineData("$all", false)]
    [InlineData("performance", false)]
    [InlineData("security2", false)]
    [InlineData("anything", false)]
    public void For_NoRules_IsDurableWhereThePlatformPromisesIt(string topic, bool isDurable) => Assert.Equal(isDurable, Policies().For(topic).IsDurable);

    [Fact]
    public void For_NoRules_HasEveryProperty()
    {
        Assert.Equal(new TopicPolicy(null, null, false, true, 20_000, 4 * 1024 * 1024, TimeSpan.FromMinutes(10), 1000), Policies().For("anything"));
        Assert.Equal(new TopicPolicy(null, null, false, true, 2000, 512 * 1024, TimeSpan.FromMinutes(2), 16), Policies().For("metrics_abc"));
        Assert.Equal(new TopicPolicy(null, null, true, true, 5000, 2 * 1024 * 1024, TimeSpan.FromDays(1), 100), Policies().For("device_abc"));
    }

    [Fact]
    public void For_SeveralRulesMatch_TheFirstThatNamesAPropertyDecidesOnIt()
    {
        var policies = Policies(
            new TopicRule { Pattern = "device_a*", HistoryCount = 1, SubscribeRole = "admin" },
            new TopicRule { Pattern = "device_*", HistoryCount = 2, SnapshotKeys = 3, SubscribeRole = "user", PublishRole = "publisher" },
            new TopicRule { Pattern = "*", HistoryCount = 4, HistoryAge = TimeSpan.FromHours(1), Conflate = false });
        Assert.Equal(new TopicPolicy("admin", "publisher", true, false, 1, 2 * 1024 * 1024, TimeSpan.FromHours(1), 3), policies.For("device_abc"));
        Assert.Equal(new TopicPolicy("user", "publisher", true, false, 2, 2 * 1024 * 1024, TimeSpan.FromHours(1), 3), policies.For("device_b"));
        Assert.Equal(new TopicPolicy(null, null, false, false, 4, 4 * 1024 * 1024, TimeSpan.FromHours(1), 1000), policies.For("other"));
    }

    [Fact]
    public void For_RuleSaysNoOrNothing_OverridesThePlatformsYes()
    {
        var policies = Policies(new TopicRule { Pattern = "security", Durable = false, HistoryCount = 0, HistoryBytes = 0, HistoryAge = TimeSpan.Zero, SnapshotKeys = 0 });
        Assert.Equal(new TopicPolicy(null, null, false, true, 0, 0, TimeSpan.Zero, 0), policies.For("security"));
        Assert.True(policies.For("notifications").IsDurable);
    }

    [Fact]
    public void For_Presence_AsksForAToken() => Assert.Equal(
        new TopicPolicy("user", null, false, true, 20_000, 4 * 1024 * 1024, TimeSpan.FromMinutes(10), 10_000), Policies().For("presence:room"));

    [Theory]
    [InlineData("room", true)]
    [InlineData("device_abc", true)]
    [InlineData("quiet", false)]
    [InlineData("presence:room", false)]
    [InlineData("presence:", true)]
    [InlineData("$all", false)]
    [InlineData("$user:ann", false)]
    public void For_PresenceOfEverything_IsOfTopicsThatCanTellIt(string topic, bool hasPresence)
    {
        var policies = Policies(new TopicRule { Pattern = "quiet", Presence = false }, new TopicRule { Pattern = "*", Presence = true });
        Assert.Equal(hasPresence, policies.For(topic).HasPresence);
        Assert.Equal((true, false), (policies.For(new string('a', 191)).HasPresence, policies.For(new string('a', 192)).HasPresence));
        Assert.False(Policies().For(topic).HasPresence);
    }

    [Theory]
    [InlineData("plant/*/line", "plant/7/line", true)]
    [InlineData("plant/*/line", "plant/7/x/line", true)]
    [InlineData("plant/*/line", "plant/7/lines", false)]
    [InlineData("*_raw", "metrics_raw", true)]
    [InlineData("*", "$all", true)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("*.*", "ab", false)]
    [InlineData("a+b", "a+b", true)]
    [InlineData("A", "a", false)]
    public void For_Pattern_MatchesTheWholeName(string pattern, string topic, bool matches) =>
        Assert.Equal(matches, Policies(new TopicRule { Pattern = pattern, PublishRole = "admin" }).For(topic).PublishRole == "admin");

    private static TopicPolicies Policies(params TopicRule[] rules) => new(Options.Create(new TopicOptions { Rules = rules }));
}
