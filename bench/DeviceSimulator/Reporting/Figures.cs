using AndroidZen.Load.Measuring;

namespace AndroidZen.DeviceSimulator.Reporting;

/// <summary>Milliseconds; not there if nothing came.</summary>
internal sealed record Times(long Count, double? P50, double? P99, double? Max)
{
    public static Times Of(LatencyRecorder latency) =>
        latency.Count == 0 ? new(0, null, null, null) : new(latency.Count, latency.Percentile(50), latency.Percentile(99), latency.Percentile(100));
}

/// <summary>Reports: of the measured time in a second, and of the whole run.</summary>
internal sealed record ReportFigures
{
    public required double SentPerSecond { get; init; }

    public required double AcknowledgedPerSecond { get; init; }

    public required long Sent { get; init; }

    public required long Acknowledged { get; init; }

    /// <summary>Sent, and neither acknowledged nor refused.</summary>
    public required long Lost { get; init; }

    /// <summary>By the server's reason.</summary>
    public required IReadOnlyDictionary<string, int> Refused { get; init; }
}

/// <summary>What should have come, and what has.</summary>
internal sealed record Expected(long Sent, long Received)
{
    public long Missing => Sent - Received;
}

/// <summary>Processor time in the measured time, % of a core.</summary>
/// <param name="Server">The server's.</param>
/// <param name="Load">The simulator's own.</param>
/// <param name="ServerMicrosecondsPerReport">The server's, divided by the reports.</param>
internal sealed record ProcessorFigures(double Server, double Load, double ServerMicrosecondsPerReport);

/// <summary>The server's resident memory, in bytes.</summary>
internal sealed record MemoryFigures
{
    /// <summary>With the devices and sockets that bring what comes once: compiled code, pools.</summary>
    public required long Before { get; init; }

    /// <summary>How many devices were in that.</summary>
    public required int DevicesBefore { get; init; }

    /// <summary>With all devices, and no sockets.</summary>
    public required long Registered { get; init; }

    /// <summary>With the sockets of all agents, before they report.</summary>
    public long? Connected { get; init; }

    /// <summary>When all have reported for as long as the simulation takes: with what is kept of their topics.</summary>
    public required long End { get; init; }

    public required double TwinBytesPerDevice { get; init; }

    public double? SocketBytesPerDevice { get; init; }

    /// <summary>Of everything: twin, socket, history.</summary>
    public required double EndBytesPerDevice { get; init; }

    public static MemoryFigures Of(long before, int devicesBefore, long registered, long? connected, long end, int devices) => new()
    {
        Before = before,
        DevicesBefore = devicesBefore,
        Registered = registered,
        Connected = connected,
        End = end,
        TwinBytesPerDevice = (double)(registered - before) / (devices - devicesBefore),
        SocketBytesPerDevice = (double?)(connected - registered) / devices,
        EndBytesPerDevice = (double)(end - before) / (devices - devicesBefore),
    };
}

/// <summary>What the server stored in the measured time.</summary>
internal sealed record StorageFigures
{
    /// <summary>Writes of grain states, each of which is one statement and one transaction: what the rows of the database say themselves.</summary>
    public double? StatesPerSecond { get; init; }

    /// <summary>The same by kind of state, all of the measured time.</summary>
    public IReadOnlyDictionary<string, long>? States { get; init; }

    /// <summary>What the kernel wrote to disks for the server (<c>write_bytes</c> of <c>/proc/PID/io</c>): the write-ahead log and its folding back, in whole pages.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>How large all states of a kind are at the end.</summary>
    public IReadOnlyDictionary<string, long>? StoredBytes { get; init; }
}

/// <summary>The server's figures of the fleet, and what the devices have said.</summary>
internal sealed record FleetFigures
{
    /// <summary>How often they came in the measured time.</summary>
    public required int Received { get; init; }

    public required int? Total { get; init; }

    public required int? Online { get; init; }

    public required int TrueOnline { get; init; }

    public required double? MeanCpu { get; init; }

    public required double TrueMeanCpu { get; init; }

    /// <summary>The most by which the mean was another than the devices', while they went on reporting.</summary>
    public required double WorstMeanCpuDifference { get; init; }

    /// <summary>Whether they are the same, but for rounding, when no device reports any more.</summary>
    public required bool IsTrue { get; init; }
}

/// <summary>Devices that went silent without a word, and when watchers were told that they are gone; seconds after the last report.</summary>
internal sealed record SilenceFigures(int Silent, int Gone, double? Min, double? Median, double? Max, int Returned);
