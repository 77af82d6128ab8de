using AndroidZen.Connections;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>A cluster that does not answer when a connection is opened.</summary>
public sealed class OpenTimeoutTests
{
    [Fact]
    public async Task Connect_ClusterDoesNotAnswer_IsToldInTimeAndLeavesNothingBehind()
    {
        var clock = new TestClock();
        var openTimeout = TimeSpan.FromSeconds(7);
        var clientId = PlatformFixture.NewId("client");
        var claims = new HeldClaims(clientId);
        await using var host = await PlatformHost.StartAsync(
            new Dictionary<string, string>(PlatformFixture.Quiet) { ["Connections:OpenTimeout"] = openTimeout.ToString() },
            services: services => services.UseTestClock(clock).AddSingleton<IIncomingGrainCallFilter>(claims));
        var quotas = host.Services.GetRequiredService<ConnectionQuotas>();
        await using var client = await SocketClient.OpenAsync(host.Address, clientId);
        await claims.Begun.WaitAsync(SocketClient.Patience);
        clock.Advance(openTimeout);

        var frame = await client.NextAsync();
        Assert.Equal(("error", "unavailable"), (frame.Type(), frame.Data().Text("code")));
        Assert.Equal(4002, await client.WhenClosedAsync());
        Assert.Equal(1, quotas.Count);

        claims.Release();
        await Eventually.HoldsAsync("what was begun has been taken back", () => Task.FromResult(quotas.Count == 0));
        Assert.Equal(0, (await host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
        await using var again = await host.ConnectAsync(clientId);
        Assert.Equal(EventIds.ConnectionFailed, Assert.Single(host.Log.Errors).EventId);
    }

    /// <summary>Keeps back what a client's opening asks of the directory.</summary>
    private sealed class HeldClaims(string clientId) : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName == nameof(IConnectionDirectoryGrain.ClaimAsync) && context.Request.GetArgument(0) as string == clientId)
            {
                _begun.TrySetResult();
                await _released.Task;
            }

            await context.Invoke();
        }
    }
}
