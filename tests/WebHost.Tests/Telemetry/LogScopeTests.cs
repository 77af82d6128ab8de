using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Telemetry;

[Collection(PlatformCollection.Name)]
public sealed class LogScopeTests(PlatformFixture fixture)
{
    [Fact]
    public async Task Log_OfAConnection_NamesConnectionClientAndUser()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet) { ["Logging:LogLevel:AndroidZen.WebHost.Connections"] = "Debug" });
        var gone = host.Log.WhenAsync(line => line.EventId == EventIds.Disconnected, "the client has left");
        await using (var socket = await SocketClient.ConnectAsync(host.Address, "client", TestTokens.User("ann")))
        {
            await socket.DrainAsync(); // Its heartbeat is logged where the client's messages are read.
            await socket.CloseAsync();
        }

        await gone;
        foreach (var eventId in new[] { EventIds.Connected, EventIds.HeartbeatReceived, EventIds.Disconnected })
        {
            var line = Assert.Single(host.Log.Lines, line => line.EventId == eventId);
            Assert.Equal("client", Member(line, "ClientId"));
            Assert.Equal("ann", Member(line, "UserId"));
            Assert.NotNull(Member(line, "ConnectionId"));
        }
    }

    [Fact]
    public async Task Log_RefusalAndClose_HasTheTokenInNoMessageAndNoScope()
    {
        var (user, refused) = (PlatformFixture.NewId("user"), PlatformFixture.NewId("refused"));
        var (good, bad) = (TestTokens.User(user), TestTokens.Mint(refused, lifetime: TimeSpan.FromHours(-1)));
        var client = PlatformFixture.NewId("client");
        var gone = fixture.Host.Log.WhenAsync(line => line.EventId == EventIds.Disconnected && line.Text.Contains(client, StringComparison.Ordinal), "the client has left");
        await using (var socket = await SocketClient.OpenAsync(fixture.Host.Address, token: bad))
        {
            Assert.Equal(4500, await socket.WhenClosedAsync());
        }

        await using (var socket = await SocketClient.ConnectAsync(fixture.Host.Address, client, good))
        {
            await socket.SendAsync(new { type = "auth", data = new { token = bad } });
            await socket.DrainAsync();
            await socket.SendRawAsync(new byte[] { 1 }, System.Net.WebSockets.WebSocketMessageType.Binary);
            Assert.Equal(1003, await socket.WhenClosedAsync());
        }

        await gone;
        foreach (var secret in new[] { good, bad }.SelectMany(token => new[] { token, token.Split('.')[1], token.Split('.')[2] }))
        {
            Assert.DoesNotContain(fixture.Host.Log.Lines, line =>
                line.Text.Contains(secret, StringComparison.Ordinal) || line.Scopes.Any(member => member.Value?.ToString()?.Contains(secret, StringComparison.Ordinal) == true));
        }
    }

    private static object? Member(LogLine line, string name) => line.Scopes.FirstOrDefault(member => member.Key == name).Value;
}
