using System.Collections.Immutable;
using AndroidZen.Devices;
using AndroidZen.Grains.Storage;
using AndroidZen.Protocol;

namespace AndroidZen.Grains.Devices;

/// <summary>What is stored of a device, and the rules by which reports change it.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-state")]
public sealed record DeviceState
{
    [Id(0)] public string Status { get; init; } = DeviceStatus.Unknown;

    [Id(1)] public string? Name { get; init; }

    [Id(2)] public DeviceReadings Readings { get; init; }

    [Id(3)] public DateTimeOffset? LastSeen { get; init; }

    [Id(4)] public byte[]? Details { get; init; }

    [Id(5)] public byte[]? Metrics { get; init; }

    [Id(6)] public ImmutableArray<DeviceAction> Actions { get; init; } = [];

    /// <summary>Written by builds that knew one watcher only; see <see cref="Monitors"/>.</summary>
    [Id(7)] public MonitoringState? Monitoring { get; init; }

    /// <inheritdoc cref="DeviceSnapshot.MetricsAt"/>
    [Id(8)] public DateTimeOffset? MetricsAt { get; init; }

    /// <inheritdoc cref="DeviceSnapshot.OlderMetrics"/>
    [Id(9)] public ImmutableArray<MetricValue> OlderMetrics { get; init; } = [];

    /// <summary>What each watcher has asked for.</summary>
    [Id(10)] public ImmutableArray<MonitoringState> Monitors { get; init; } = [];

    /// <summary>Whether the fleet's roster has the device, durably.</summary>
    [Id(11)] public bool IsListed { get; init; }

    /// <summary>Whether the device has reported and not said goodbye.</summary>
    public bool IsConnected() => Status is not (DeviceStatus.Unknown or DeviceStatus.Disconnected);

    /// <summary>Whether anything is known of the device.</summary>
    public bool IsKnown() => LastSeen is not null || Monitoring is not null || !Monitors.IsEmpty || !Actions.IsEmpty;

    /// <summary>A report without a status says that the device is there.</summary>
    public DeviceState Apply(DeviceStatusReport report, DateTimeOffset now) => this with
    {
        Status = report.Status ?? DeviceStatus.Connected,
        Name = report.Name ?? Name,
        Readings = report.Readings.Or(Readings),
        Details = DeviceDetails.Merge(Details, report.Details),
        LastSeen = now,
    };

    /// <summary>A sample proves that the device is there, whatever it last said; a status of its own choice stays.</summary>
    /// <remarks>Metrics that the sample does not have keep their last values, up to <paramref name="maxOlderBytes"/> of them.</remarks>
    public DeviceState Apply(DeviceMetricsReport report, DateTimeOffset now, int maxOlderBytes) => this with
    {
        Status = IsConnected() ? Status : DeviceStatus.Connected,
        Readings = report.Readings.Or(Readings),
        Metrics = report.Metrics,
        MetricsAt = now,
        OlderMetrics = MetricsNotIn(report.Metrics, maxOlderBytes),
        LastSeen = now,
    };

    /// <summary>The device's agent has been heard.</summary>
    public DeviceState Hear(DateTimeOffset at) => this with
    {
        Status = IsConnected() ? Status : DeviceStatus.Connected,
        LastSeen = LastSeen > at ? LastSeen : at,
    };

    /// <summary>The action is as it is said here from now on. Of too many those go that have ended longest ago; one that runs stays.</summary>
    public DeviceState Apply(DeviceAction report, int maxActions, int maxBytes)
    {
        var actions = Actions.RemoveAll(action => action.ActionId == report.ActionId).Add(report);
        var staying = actions.Where(action => action == report || (action.IsRunning() && action.Timeout is not null)).ToHashSet();
        var (bytes, isFull) = (staying.Sum(BytesOf), false);
        foreach (var action in actions.Reverse().Where(action => !staying.Contains(action)).ToList())
        {
            bytes += BytesOf(action);
            isFull |= staying.Count >= maxActions || bytes > maxBytes;
            if (!isFull)
            {
                staying.Add(action);
            }
        }

        return this with { Actions = actions.RemoveAll(action => !staying.Contains(action)) };
    }

    /// <summary>A watcher's request takes the place of the same watcher's earlier one; the oldest go where there are too many.</summary>
    public DeviceState Watch(MonitoringState monitor, DateTimeOffset now, int maxWatchers) =>
        this with { Monitoring = null, Monitors = LiveMonitors(now).RemoveAll(other => other.Request.Watcher == monitor.Request.Watcher).Add(monitor).KeepNewest(maxWatchers, 0, static _ => 0) };

    /// <summary>Those watch on whom <paramref name="isLeaving"/> does not mean, and whose lease still runs.</summary>
    public DeviceState Unwatch(Predicate<MonitoringRequest> isLeaving, DateTimeOffset now) =>
        this with { Monitoring = null, Monitors = LiveMonitors(now).RemoveAll(monitor => isLeaving(monitor.Request)) };

    /// <summary>The requests whose lease still runs.</summary>
    public ImmutableArray<MonitoringState> LiveMonitors(DateTimeOffset now) =>
        (Monitoring is { } only && Monitors.IsEmpty ? [only] : Monitors).RemoveAll(monitor => monitor.Until <= now);

    /// <summary>What the device is to do for all that watch it.</summary>
    public MonitoringRequest? Fastest() => (Monitoring is { } only && Monitors.IsEmpty ? [only] : Monitors).MinBy(monitor => monitor.Request.Interval)?.Request;

    /// <summary>What others may know.</summary>
    public DeviceSnapshot ToSnapshot(string deviceId) => new()
    {
        DeviceId = deviceId,
        Name = Name ?? deviceId,
        Status = Status,
        Readings = Readings,
        LastSeen = LastSeen,
        Details = Details,
        Metrics = Metrics,
        Actions = Actions,
        Monitoring = Fastest(),
        MetricsAt = MetricsAt,
        OlderMetrics = OlderMetrics,
    };

    private static int BytesOf(DeviceAction action) => (action.Result?.Length ?? 0) + (action.Parameters?.Length ?? 0);

    /// <summary>Almost every sample has the metrics of the one before it, and takes their place.</summary>
    private ImmutableArray<MetricValue> MetricsNotIn(byte[] sample, int maxBytes)
    {
        if (OlderMetrics.IsEmpty && (Metrics is null || JsonMembers.HaveSameNames(Metrics, sample)))
        {
            return [];
        }

        var names = JsonMembers.Read(sample).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return [.. ToSnapshot("").AllMetrics().Where(metric => !names.Contains(metric.Name)).ToImmutableArray().KeepNewest(int.MaxValue, maxBytes, static metric => metric.Name.Length + metric.Json.Length)];
    }
}

/// <summary>Monitoring that somebody asked for, and when it ends.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.monitoring-state")]
public sealed record MonitoringState([property: Id(0)] MonitoringRequest Request, [property: Id(1)] DateTimeOffset Until);
