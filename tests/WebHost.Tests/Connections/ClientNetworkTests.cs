using System.Net;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%1", "fe80::1%2", true)]
    [InlineData("127.0.0.1", "::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void Of_TwoAddresses_IsTheSameWithinASlash64(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ClientNetwork.Of(IPAddress.Parse(one)) == ClientNetwork.Of(IPAddress.Parse(other)));

    [Fact]
    public void Of_NoAddress_IsNone() => Assert.Null(ClientNetwork.Of(null));
}
