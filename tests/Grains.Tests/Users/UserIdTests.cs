using AndroidZen.Users;

namespace AndroidZen.Grains.Tests.Users;

public class UserIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("alice@example.com")]
    [InlineData("Jörg Müller")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("дмитрий")]
    [InlineData("🐘")]
    [InlineData("...")]
    [InlineData("a?b#c&d=e\"f'<g>")]
    public void IsWellFormed_WhatIssuersAndBrowsersMakeUp_IsTaken(string id) => Assert.True(UserId.IsWellFormed(id));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    public void IsWellFormed_WhatAPathOrALogWouldGarble_IsRefused(string id) => Assert.False(UserId.IsWellFormed(id));

    [Fact] // An attribute's text is UTF-8, and cannot have half a pair.
    public void IsWellFormed_HalfASurrogatePair_IsRefused() => Assert.False(UserId.IsWellFormed("a\ud800") || UserId.IsWellFormed("\udc00a"));

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void IsWellFormed_Length_UpTo256(int length, bool expected) => Assert.Equal(expected, UserId.IsWellFormed(new string('a', length)));
}
