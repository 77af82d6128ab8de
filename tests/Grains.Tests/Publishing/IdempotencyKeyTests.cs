using AndroidZen.Publishing;

namespace AndroidZen.Grains.Tests.Publishing;

public class IdempotencyKeyTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData(" ", true)]
    [InlineData("~:/\"\\", true)]
    [InlineData("", false)]
    [InlineData("é", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u007f", false)]
    public void IsWellFormed_Key_FollowsTheRule(string key, bool isWellFormed) => Assert.Equal(isWellFormed, IdempotencyKey.IsWellFormed(key));

    [Fact]
    public void IsWellFormed_Longest_IsTheBound()
    {
        Assert.True(IdempotencyKey.IsWellFormed(new string('k', IdempotencyKey.MaxLength)));
        Assert.False(IdempotencyKey.IsWellFormed(new string('k', IdempotencyKey.MaxLength + 1)));
    }
}
