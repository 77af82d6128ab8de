using System.Collections.Immutable;
using AndroidZen.Devices;
using AndroidZen.Grains.Storage;

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

    [Id(6)] public ImmutableArray<DeviceActionReport> Actions { get; init; } = [];

    [Id(7)] public MonitoringState? Monitoring { get; init; }

    /// <summary>Whether the device has reported and not said goodbye.</summary>
    public bool IsConnected() => Status is not (DeviceStatus.Unknown or DeviceStatus.Disconnected);

    /// <summary>Whether anything is known of the device.</summary>
    public bool IsKnown() => LastSeen is not null || Monitoring is not null || !Actions.IsEmpty;

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
    public DeviceState Apply(DeviceMetricsReport report, DateTimeOffset now) => this with
    {
        Status = IsConnected() ? Status : DeviceStatus.Connected,
        Readings = report.Readings.Or(Readings),
        Metrics = report.Metrics,
        LastSeen = now,
    };

    /// <summary>A later report of the same action takes the place of the earlier.</summary>
    public DeviceState Apply(DeviceActionReport report, int maxActions, int maxResultBytes) => this with
    {
        Actions = Actions
            .RemoveAll(action => action.ActionId == report.ActionId)
            .Add(report)
            .KeepNewest(maxActions, maxResultBytes, static action => action.Result?.Length ?? 0),
    };

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
        Monitoring = Monitoring?.Request,
    };
}

/// <summary>Monitoring that somebody asked for, and when it ends.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.monitoring-state")]
public sealed record MonitoringState([property: Id(0)] MonitoringRequest Request, [property: Id(1)] DateTimeOffset Until);
