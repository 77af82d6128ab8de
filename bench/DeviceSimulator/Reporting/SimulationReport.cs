using AndroidZen.Load.Processes;

namespace AndroidZen.DeviceSimulator.Reporting;

/// <summary>What came of a simulation.</summary>
internal sealed record SimulationReport
{
    public required DateTimeOffset Date { get; init; }

    public int Cores { get; } = ProcessorAffinity.Cores;

    public required SimulatorOptions Options { get; init; }

    /// <summary>Devices that the server was told of, with batches one behind the other, in a second.</summary>
    public required double RegisteredPerSecond { get; init; }

    /// <summary>Agents that were connected in a second.</summary>
    public double? ConnectedPerSecond { get; init; }

    public required ReportFigures Reports { get; init; }

    /// <summary>From a report to its acknowledgement.</summary>
    public required Times Acknowledgement { get; init; }

    /// <summary>From a report to a watcher of <c>metrics_{id}</c>.</summary>
    public required Times Metrics { get; init; }

    /// <summary>Samples of watched devices, all that were sent, and all that their watchers have got.</summary>
    public required Expected MetricsDelivered { get; init; }

    /// <summary>From a report to the <c>device_status</c> that shows it.</summary>
    public required Times Status { get; init; }

    /// <summary>Devices' states that came on <c>device_status</c> in a second.</summary>
    public required double StatesPerSecond { get; init; }

    /// <summary>Devices that were said to be gone, and were not.</summary>
    public required int WronglyGone { get; init; }

    /// <summary>By cause; of agents and watchers.</summary>
    public required IReadOnlyDictionary<string, int> ConnectionsLost { get; init; }

    public ProcessorFigures? Processor { get; init; }

    public MemoryFigures? Memory { get; init; }

    public StorageFigures? Storage { get; init; }

    public required FleetFigures Fleet { get; init; }

    public SilenceFigures? Silence { get; init; }

    /// <summary>Whether nothing was lost, refused or untrue.</summary>
    public bool IsClean => Reports is { Lost: 0, Refused.Count: 0 } && WronglyGone == 0 && ConnectionsLost.Count == 0 && Fleet.IsTrue && MetricsDelivered.Missing == 0;
}
