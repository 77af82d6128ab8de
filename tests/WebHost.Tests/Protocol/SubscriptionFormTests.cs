using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Tests.Protocol;

public sealed class SubscriptionFormTests
{
    [Theory]
    [InlineData("""{"$all":{"epoch":"e","offset":1},"$user:a":{"epoch":"e"}}""")]
    [InlineData("""{"$all":{"epoch":"e","offset":1},"$user:a":7}""")]
    [InlineData("""{"$all":{"epoch":"e","offset":1},"\ud800":{"epoch":"e","offset":1}}""")]
    public void ReadPositions_OneIsMalformed_RecoversNothing(string since)
    {
        Assert.NotNull(SubscriptionForm.ReadPositions(since, out var positions));
        Assert.Empty(positions);
    }

    [Fact]
    public void ReadPositions_WellFormed_HasThemAll()
    {
        Assert.Null(SubscriptionForm.ReadPositions("""{"$all":{"epoch":"e","offset":1},"$user:a":{"epoch":"f","offset":0,"more":1}}""", out var positions));
        Assert.Equal([("$all", "e", 1), ("$user:a", "f", 0)], positions.Select(position => (position.Key, position.Value.Epoch, position.Value.Offset)));
    }
}
