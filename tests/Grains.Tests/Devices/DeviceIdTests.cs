using AndroidZen.Devices;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

public class DeviceIdTests
{
    private const string Common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:";

    [Fact]
    public void IsWellFormed_EveryCharacter_FollowsTheRule()
    {
        for (var c = '\0'; c < 0x250; c++)
        {
            Assert.Equal(char.IsAsciiLetterOrDigit(c), DeviceId.IsWellFormed(c.ToString()));
            Assert.Equal(Common.Contains(c), DeviceId.IsWellFormed("d" + c));
            Assert.Equal(Common.Contains(c), DeviceId.IsWellFormed("d" + c + "d"));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void IsWellFormed_Length_From1To128(int length, bool expected) => Assert.Equal(expected, DeviceId.IsWellFormed(new string('a', length)));

    [Fact]
    public void IsWellFormed_IdWhoseTopicWouldBeTheFleets_IsRefused()
    {
        foreach (var topic in new[] { TopicNames.DeviceStatus, TopicNames.Notifications, TopicNames.Security, TopicNames.Performance, TopicNames.Analytics })
        {
            foreach (var prefix in new[] { TopicNames.Device(""), TopicNames.Metrics("") }.Where(prefix => topic.StartsWith(prefix, StringComparison.Ordinal)))
            {
                Assert.False(DeviceId.IsWellFormed(topic[prefix.Length..]), topic);
            }
        }

        Assert.False(DeviceId.IsWellFormed("status"));
        Assert.True(DeviceId.IsWellFormed("status-1"));
    }

    [Fact]
    public void IsWellFormed_EveryId_MakesWellFormedTopics()
    {
        foreach (var id in new[] { "a", "emulator-5554", "192.168.1.10:5555", "0abc", Common[..62] + "_-.:", new string('z', DeviceId.MaxLength) })
        {
            Assert.True(DeviceId.IsWellFormed(id));
            Assert.True(TopicNames.IsWellFormed(TopicNames.Device(id)));
            Assert.True(TopicNames.IsWellFormed(TopicNames.Metrics(id)));
        }
    }

    [Fact]
    public void IsWellFormed_LoneSurrogate_False()
    {
        Assert.False(DeviceId.IsWellFormed("a\ud800"));
        Assert.False(TopicNames.IsWellFormed("a\ud800"));
    }
}
