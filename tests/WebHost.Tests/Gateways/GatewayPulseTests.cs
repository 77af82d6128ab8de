using System.Threading.Channels;
using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Tests.Connections;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>The gateway's own heartbeat, for when that of the cluster does not come. Times are in quarters of the interval: so often the pulse looks.</summary>
public sealed class GatewayPulseTests : IAsyncLifetime
{
    private readonly GatewayUnderTest _gateway = GatewayUnderTest.Create();
    private FakeClient _client = null!;

    public Task InitializeAsync()
    {
        _client = _gateway.Connect();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("00:00:30")]
    [InlineData("00:00:02")]
    public async Task Execute_ClusterSendsHeartbeats_SendsNone(string interval)
    {
        await using var pulse = await StartAsync(interval);
        for (var beat = 0; beat < 3; beat++)
        {
            await pulse.PassAsync(quarters: 4);
            OnHeartbeat();
        }

        await pulse.PassAsync(quarters: 4);
        Assert.Equal(3, (await _client.ReceivedAsync()).Count);
    }

    [Theory]
    [InlineData("00:00:30")]
    [InlineData("00:00:02")]
    public async Task Execute_NoneForOneAndAQuarterIntervals_SendsOneAndGoesOn(string interval)
    {
        await using var pulse = await StartAsync(interval);
        await pulse.PassAsync(quarters: 4);
        OnHeartbeat();
        Assert.Single(await _client.ReceivedAsync());

        // A client reconnects after two silent intervals, so it is never left without for as long.
        for (var beat = 0; beat < 4; beat++)
        {
            await pulse.PassAsync(quarters: 4);
            Assert.Empty(await _client.ReceivedAsync());
            await pulse.BeatAsync();
        }
    }

    [Fact]
    public async Task Execute_ClusterIsBack_SendsNoneAnyMore()
    {
        await using var pulse = await StartAsync("00:00:30");
        await pulse.PassAsync(quarters: 4);
        await pulse.BeatAsync();
        await pulse.PassAsync(quarters: 1);
        for (var beat = 0; beat < 3; beat++)
        {
            OnHeartbeat();
            Assert.Single(await _client.ReceivedAsync());
            await pulse.PassAsync(quarters: 4);
        }

        Assert.Empty(await _client.ReceivedAsync());
    }

    [Fact]
    public async Task Stop_Running_EndsTheBeats()
    {
        await using var pulse = await StartAsync("00:00:30");
        await pulse.PassAsync(quarters: 4);
        await pulse.StopAsync();
        _gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await _client.ReceivedAsync());
    }

    private async Task<RunningPulse> StartAsync(string interval)
    {
        var pulse = new RunningPulse(_gateway, _client, TimeSpan.Parse(interval, null));
        await pulse.StartAsync();
        return pulse;
    }

    private void OnHeartbeat() => _gateway.Heart.OnHeartbeat(new GatewayHeartbeat(_gateway.Clock.GetUtcNow()));

    /// <summary>A pulse of which a test knows that it has looked at the clock.</summary>
    private sealed class RunningPulse : TimeProvider, IAsyncDisposable
    {
        private readonly Channel<DateTimeOffset> _looks = Channel.CreateUnbounded<DateTimeOffset>();
        private readonly GatewayUnderTest _gateway;
        private readonly FakeClient _client;
        private readonly TimeSpan _quarter;
        private readonly GatewayPulse _pulse;

        public RunningPulse(GatewayUnderTest gateway, FakeClient client, TimeSpan interval)
        {
            (_gateway, _client, _quarter) = (gateway, client, interval / 4);
            _pulse = new GatewayPulse(gateway.Heart, gateway.Get<GatewayMonitor>(), this, Options.Create(new WebGatewayOptions { HeartbeatInterval = interval }));
        }

        public override DateTimeOffset GetUtcNow()
        {
            var now = _gateway.Clock.GetUtcNow();
            _looks.Writer.TryWrite(now);
            return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _gateway.Clock.CreateTimer(callback, state, dueTime, period);

        public async Task StartAsync()
        {
            await _pulse.StartAsync(CancellationToken.None);
            await _gateway.Clock.WhenArmedAsync(_quarter);
        }

        /// <summary>Lets time pass in which no beat is due; the pulse looks at every quarter.</summary>
        public async Task PassAsync(int quarters)
        {
            for (var passed = 0; passed < quarters; passed++)
            {
                _gateway.Clock.Advance(_quarter);
                try
                {
                    await _looks.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);
                }
                catch (TimeoutException)
                {
                    throw new TimeoutException("The pulse did not look at the clock.");
                }
            }
        }

        /// <summary>Lets one more quarter pass, at whose end a beat is due.</summary>
        public async Task BeatAsync()
        {
            await PassAsync(quarters: 1);
            var beat = await _client.NextAsync("the gateway's own heartbeat");
            Assert.Equal(("heartbeat", _gateway.Clock.GetUtcNow()), (beat.Type(), beat.GetProperty("timestamp").GetDateTimeOffset()));
        }

        public async Task StopAsync()
        {
            await _pulse.StopAsync(CancellationToken.None).WaitAsync(SocketClient.Patience);
            Assert.True(_pulse.ExecuteTask!.IsCompletedSuccessfully);
        }

        public async ValueTask DisposeAsync()
        {
            await _pulse.StopAsync(CancellationToken.None).WaitAsync(SocketClient.Patience);
            _pulse.Dispose();
        }
    }
}
