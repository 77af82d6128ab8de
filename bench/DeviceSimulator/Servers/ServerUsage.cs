using System.Diagnostics;
using AndroidZen.Load.Processes;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>What the server's process and this one have taken until a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Server">The server's processor time.</param>
/// <param name="Load">This program's.</param>
/// <param name="WrittenBytes">What the server has had written to disks.</param>
/// <param name="States">What it has stored, if that can be read.</param>
internal sealed record ServerUsage(long At, TimeSpan Server, TimeSpan Load, long WrittenBytes, StoredStates? States)
{
    private const double Percent = 100;

    /// <summary>As it is now; nothing of a server on another machine.</summary>
    public static ServerUsage? Of(IServer server) => server.ProcessId is not { } processId ? null : new(
        Stopwatch.GetTimestamp(),
        ProcessUsage.ProcessorTime(processId),
        ProcessUsage.ProcessorTime(Environment.ProcessId),
        ProcessUsage.WrittenBytes(processId),
        server.Database is { } database ? StoredStates.Read(database) : null);

    public TimeSpan ElapsedSince(ServerUsage earlier) => Stopwatch.GetElapsedTime(earlier.At, At);

    public double ServerPercentSince(ServerUsage earlier) => (Server - earlier.Server) / ElapsedSince(earlier) * Percent;

    public double LoadPercentSince(ServerUsage earlier) => (Load - earlier.Load) / ElapsedSince(earlier) * Percent;
}
