using System.Text;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Load.Tests.Subscribing;

public sealed class DialectTests
{
    [Theory]
    [InlineData("{\"type\":6}\u001e", 0)]
    [InlineData("{\"type\":1,\"target\":\"publication\",\"arguments\":[{\"sent\":1}]}\u001e", 1)]
    [InlineData("{\"type\":1,\"arguments\":[1]}\u001e{\"type\":1,\"arguments\":[2]}\u001e{\"type\":1,\"arguments\":[3]}\u001e", 3)]
    public void Count_SignalR_CountsSeparatorsButNoPings(string message, int expected) =>
        Assert.Equal(expected, new SignalRDialect().Count(Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("""{"type":"live_metrics","data":{}}""", 1)]
    [InlineData("""{"type":"heartbeat","data":{"source":"server"}}""", 0)]
    [InlineData("""{"type":"subscription","data":{"topic":"a","status":"subscribed"}}""", 0)]
    [InlineData("""{"type":"error","data":{}}""", 0)]
    public void Count_Platform_CountsPublications(string message, int expected) =>
        Assert.Equal(expected, new PlatformDialect().Count(Encoding.UTF8.GetBytes(message)));
}
