using System.Diagnostics;
using AndroidZen.DeviceSimulator.Reporting;
using AndroidZen.DeviceSimulator.Servers;
using AndroidZen.Load.Reporting;

namespace AndroidZen.DeviceSimulator;

/// <summary>What came of it.</summary>
internal sealed partial class Simulation
{
    private SimulationReport Report(Window window, MemorySteps memory, double registeredPerSecond, double? connectedPerSecond, int first) => new()
    {
        Date = TimeProvider.System.GetUtcNow(),
        Options = _options,
        RegisteredPerSecond = registeredPerSecond,
        ConnectedPerSecond = connectedPerSecond,
        Reports = new ReportFigures
        {
            SentPerSecond = window.Sent / window.Elapsed.TotalSeconds,
            AcknowledgedPerSecond = window.Acknowledged / window.Elapsed.TotalSeconds,
            Sent = _ledger.Sent,
            Acknowledged = _ledger.Acknowledged,
            Lost = _ledger.UnderWay,
            Refused = _ledger.Refusals,
        },
        Acknowledgement = Times.Of(_ledger.Latency),
        Metrics = Times.Of(_watchers.Metrics),
        MetricsDelivered = new Expected(_watchedSent, _watchers.Metrics.Read),
        Status = Times.Of(_watchers.Status.Latency),
        StatesPerSecond = window.States / window.Elapsed.TotalSeconds,
        WronglyGone = _watchers.Status.Wrong,
        ConnectionsLost = _agents.Losses.Concat(_watchers.Losses).GroupBy(loss => loss.Key).ToDictionary(cause => cause.Key, cause => cause.Sum(loss => loss.Value)),
        Processor = window is { Before: { } before, After: { } after }
            ? new ProcessorFigures(after.ServerPercentSince(before), after.LoadPercentSince(before), (after.Server - before.Server).TotalMicroseconds / window.Sent)
            : null,
        Memory = memory is { Before: { } start, Registered: { } registered, End: { } end } ? MemoryFigures.Of(start, first, registered, memory.Connected, end, _options.Devices) : null,
        Storage = window.Storage(),
        Fleet = new FleetFigures
        {
            Received = _watchers.Figures.Received,
            Total = _watchers.Figures.Total,
            Online = _watchers.Figures.Online,
            TrueOnline = _fleet.Online,
            MeanCpu = _watchers.Figures.MeanCpu,
            TrueMeanCpu = _fleet.MeanCpu,
            WorstMeanCpuDifference = _watchers.Figures.WorstCpuDifference,
            IsTrue = _watchers.Figures.IsTrue,
        },
        Silence = _fleet.Silent > 0 ? Silence([.. _watchers.Status.Gone.Select(after => after.TotalSeconds)]) : null,
    };

    private SilenceFigures Silence(IReadOnlyList<double> gone) => gone.Count == 0
        ? new(_fleet.Silent, 0, null, null, null, _watchers.Status.Returned)
        : new(_fleet.Silent, gone.Count, gone.Min(), Medians.Of(gone), gone.Max(), _watchers.Status.Returned);

    private sealed class MemorySteps
    {
        public long? Before { get; set; }

        public long? Registered { get; set; }

        public long? Connected { get; set; }

        public long? End { get; set; }
    }

    /// <summary>What was counted in the measured time.</summary>
    private sealed record Window(TimeSpan Elapsed, long Sent, long Acknowledged, long States, ServerUsage? Before, ServerUsage? After)
    {
        public StorageFigures? Storage()
        {
            if (Before is null || After is null)
            {
                return null;
            }

            var seconds = Stopwatch.GetElapsedTime(Before.At, After.At).TotalSeconds;
            var states = Before.States is { } earlier ? After.States?.WritesSince(earlier) : null;
            return new StorageFigures
            {
                StatesPerSecond = states?.Values.Sum() / seconds,
                States = states,
                BytesPerSecond = (After.WrittenBytes - Before.WrittenBytes) / seconds,
                StoredBytes = After.States?.Bytes,
            };
        }
    }
}
