using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicNamesTests
{
    [Theory]
    [InlineData("device_status")]
    [InlineData("device_emulator-5554")]
    [InlineData("metrics_192.168.1.10:5555")]
    [InlineData("a/b@c+d=e~f,g")]
    [InlineData("-")]
    public void IsWellFormed_AllowedCharacters_True(string topic) => Assert.True(TopicNames.IsWellFormed(topic));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("$all")]
    [InlineData("$user:1")]
    [InlineData("a$")]
    [InlineData("ä")]
    [InlineData("a*")]
    [InlineData("a|b")]
    [InlineData("\0")]
    public void IsWellFormed_AnythingElse_False(string topic) => Assert.False(TopicNames.IsWellFormed(topic));

    [Fact]
    public void IsWellFormed_Length_UpTo200()
    {
        Assert.True(TopicNames.IsWellFormed(new string('t', 200)));
        Assert.False(TopicNames.IsWellFormed(new string('t', 201)));
    }

    [Fact]
    public void IsPlatformOwn_PlatformTopics_NobodyCanName()
    {
        foreach (var topic in new[] { TopicNames.Everyone, TopicNames.User("ann") })
        {
            Assert.True(TopicNames.IsPlatformOwn(topic));
            Assert.False(TopicNames.IsWellFormed(topic));
        }
    }

    [Theory]
    [InlineData("presence:room/7", "room/7")]
    [InlineData("presence:presence:room", "presence:room")]
    [InlineData("presence:", null)]
    [InlineData("presence", null)]
    [InlineData("room", null)]
    public void PresenceOf_Name_IsTheTopicBehindThePrefix(string topic, string? watched)
    {
        Assert.Equal(watched, TopicNames.PresenceOf(topic));
        Assert.Equal(watched is null ? null : topic, watched is null ? null : TopicNames.Presence(watched));
    }

    [Fact]
    public void Names_WellKnown_AreThoseOfTheSpecification()
    {
        Assert.Equal(
            ["device_status", "notifications", "security", "performance", "analytics"],
            [TopicNames.DeviceStatus, TopicNames.Notifications, TopicNames.Security, TopicNames.Performance, TopicNames.Analytics]);
        Assert.Equal(("device_d1", "metrics_d1", "$user:u"), (TopicNames.Device("d1"), TopicNames.Metrics("d1"), TopicNames.User("u")));
    }
}
