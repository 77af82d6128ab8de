using AndroidZen.Gateways;
using AndroidZen.Grains;
using AndroidZen.Publishing;
using AndroidZen.Streaming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace AndroidZen.TestKit;

/// <summary>
/// Silos in this process, and a client of theirs. Grains, their timers and reminders live on <see cref="Clock"/>; Orleans' own loops stay on real time, which they
/// need to notice a silo's death.
/// </summary>
public sealed class TestSilos : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private readonly Action<LowLatencyStreamOptions>? _lowLatency;
    private readonly bool _losesSilos;

    private TestSilos(short count, IReadOnlyDictionary<string, string?> settings, Action<LowLatencyStreamOptions>? lowLatency, bool losesSilos)
    {
        (_lowLatency, _losesSilos) = (lowLatency, losesSilos);
        var builder = new InProcessTestClusterBuilder(count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host =>
        {
            host.Configuration.AddInMemoryCollection(settings);
            host.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Warning).AddFilter("AndroidZen", LogLevel.Debug);
            host.Services.AddSingleton<TimeProvider>(Clock);
            host.Services.Configure<HashRingStreamQueueMapperOptions>(GatewayStreams.ProviderName, queues => queues.TotalQueueCount = 4);
        });
        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client => (lowLatency is null
                ? client.AddMemoryStreams(GatewayStreams.ProviderName)
                : client.AddLowLatencyStreams(GatewayStreams.ProviderName))
            .Configure<ClientMessagingOptions>(Bound)
            .Services.AddRealtimePublisher().UseTimeProviderForBackgroundAreas(TimeProvider.System));
        _cluster = builder.Build();
    }

    public TestClock Clock { get; } = new();

    public LogRecorder Log { get; } = new();

    /// <summary>Storage <c>Default</c>.</summary>
    public SharedGrainStorage Storage { get; } = new();

    public SharedReminderTable Reminders { get; } = new();

    public CallRecorder Calls { get; } = new();

    /// <summary>The client.</summary>
    public IClusterClient Grains => _cluster.Client;

    public InProcessTestCluster Cluster => _cluster;

    public RealtimePublisher Publisher => _cluster.Client.ServiceProvider.GetRequiredService<RealtimePublisher>();

    public Serializer Serializer => _cluster.Client.ServiceProvider.GetRequiredService<Serializer>();

    /// <summary>Starts silos and a client.</summary>
    /// <param name="count">How many silos.</param>
    /// <param name="settings">Configuration.</param>
    /// <param name="lowLatency">Configures the low-latency streams; without it they are Orleans' own in memory.</param>
    /// <param name="losesSilos">Whether silos are killed or replaced: the others then notice it within seconds. They would hold one for dead, too, that merely has to wait for the processor.</param>
    public static async Task<TestSilos> StartAsync(
        short count = 2, IReadOnlyDictionary<string, string?>? settings = null, Action<LowLatencyStreamOptions>? lowLatency = null, bool losesSilos = false)
    {
        var silos = new TestSilos(count, settings ?? new Dictionary<string, string?>(), lowLatency, losesSilos);
        await silos._cluster.DeployAsync();
        return silos;
    }

    /// <summary>The silo that holds the grain.</summary>
    public InProcessSiloHandle SiloOf(IAddressable grain) => _cluster.TryGetGrainContext(grain.GetGrainId(), out var context)
        ? _cluster.Silos.Single(silo => silo.SiloAddress.Equals(context.Address.SiloAddress))
        : throw new InvalidOperationException($"{grain.GetGrainId()} is not active.");

    /// <summary>Ends the grain's activation in good order; the next call makes a new one.</summary>
    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.Services.AddAndroidZenGrains();

        // After UseOrleans, whose own registration would win otherwise.
        silo.Services.UseTestClock(Clock);
        silo.Services.AddGrainStorage("Default", (services, _) => Storage.For(services.GetRequiredService<Serializer>()));
        silo.Services.AddGrainStorage("PubSubStore", (services, _) => Storage.For(services.GetRequiredService<Serializer>()));
        silo.AddIncomingGrainCallFilter(Calls);
        silo.AddReminders();
        silo.Services.Replace(ServiceDescriptor.Singleton<IReminderTable>(Reminders));
        silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        if (_lowLatency is not null)
        {
            silo.AddLowLatencyStreams(GatewayStreams.ProviderName, _lowLatency);
        }
        else
        {
            silo.AddMemoryStreams(GatewayStreams.ProviderName);
            silo.Services.Configure<StreamPullingAgentOptions>(GatewayStreams.ProviderName, agent =>
            {
                agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(5);
                agent.BatchContainerBatchSize = 256;
            });
        }

        silo.Configure<SiloMessagingOptions>(Bound);
        if (_losesSilos)
        {
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                membership.NumMissedProbesLimit = 2;
            });
        }
    }

    /// <summary>A call whose answer is lost with a silo must not last as long as a test is patient.</summary>
    private void Bound(MessagingOptions messaging) => messaging.ResponseTimeout = _losesSilos ? TimeSpan.FromSeconds(5) : SocketClient.Patience / 3;
}
