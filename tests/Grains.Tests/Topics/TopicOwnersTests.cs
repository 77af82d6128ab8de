using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

[Collection(SilosCollection.Name)]
public class TopicOwnersTests(SilosFixture fixture)
{
    private readonly TestSilos _silos = fixture.Silos;

    [Theory]
    [InlineData("presence:room/7", "presence/room/7")]
    [InlineData("presence:device_pixel-7", "presence/device_pixel-7")]
    [InlineData("presence:", null)]
    [InlineData("presence:presence:room", null)]
    [InlineData("Presence:room", null)]
    [InlineData("room", null)]
    public void GetTopicOwner_OfPresence_IsThePresenceOfTheTopic(string topic, string? owner)
    {
        Assert.Equal(owner, _silos.Grains.GetTopicOwner(topic)?.GetGrainId().ToString());
        Assert.Equal(owner is not null, TopicOwners.IsOwned(topic));
    }
}
