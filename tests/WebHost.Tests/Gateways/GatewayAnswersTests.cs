using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class GatewayAnswersTests : IAsyncLifetime
{
    private readonly GatewayUnderTest _gateway = GatewayUnderTest.Create();

    private GatewayAnswers Answers => _gateway.Get<GatewayAnswers>();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task CleanUpAsync_SilentConnections_AnswersWhenTheyAreCountedNowhere()
    {
        var (silent, other) = (_gateway.Connect(), _gateway.Connect());
        _gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        var talking = _gateway.Connect();
        var cleaning = Answers.CleanUpAsync();
        Assert.Equal((DisconnectReason.NoHeartbeat, DisconnectReason.NoHeartbeat, null), (silent.EndedAs, other.EndedAs, talking.EndedAs));
        silent.Connection.MarkLeft();
        Assert.False(cleaning.IsCompleted);
        other.Connection.MarkLeft();
        Assert.Equal(2, await cleaning.WaitAsync(SocketClient.Patience));
    }

    [Fact]
    public async Task DisconnectAsync_Connected_AnswersWhenItIsCountedNowhere()
    {
        var client = _gateway.Connect();
        var disconnecting = Answers.DisconnectAsync(client.Connection.Id, RemoteDisconnectReason.Administrator);
        Assert.Equal(DisconnectReason.Administrator, client.EndedAs);
        Assert.False(disconnecting.IsCompleted);
        client.Connection.MarkLeft();
        Assert.True(await disconnecting.WaitAsync(SocketClient.Patience));
        Assert.False(await Answers.DisconnectAsync("another", RemoteDisconnectReason.Administrator).WaitAsync(SocketClient.Patience));
    }
}
