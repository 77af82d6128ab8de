using System.Globalization;
using System.Text;
using AndroidZen.Load.Reporting;

namespace AndroidZen.DeviceSimulator.Reporting;

/// <summary>A report for people.</summary>
internal static class SimulationReportText
{
    private const double Kilobyte = 1024;
    private const double Megabyte = Kilobyte * Kilobyte;

    public static string Write(SimulationReport report)
    {
        var text = new StringBuilder();
        ReportTable.AppendTable(text, ["what", ""], Rows(report));
        return text.ToString();
    }

    private static IEnumerable<string[]> Rows(SimulationReport report)
    {
        var options = report.Options;
        yield return ["devices", Format($"{options.Devices:#,0}, every {options.Interval.TotalSeconds:0.###} s, over {options.Via}")];
        yield return ["registered", Format($"{report.RegisteredPerSecond:#,0} devices/s")];
        if (report.ConnectedPerSecond is { } connected)
        {
            yield return ["connected", Format($"{connected:#,0} agents/s")];
        }

        yield return ["sent", Format($"{report.Reports.SentPerSecond:#,0.#}/s; {report.Reports.Sent:#,0} in all")];
        yield return ["acknowledged", Format($"{report.Reports.AcknowledgedPerSecond:#,0.#}/s; {report.Reports.Acknowledged:#,0} in all")];
        yield return ["lost", Format($"{report.Reports.Lost:#,0}")];
        yield return ["refused", Causes(report.Reports.Refused)];
        yield return ["report to acknowledgement, ms", Describe(report.Acknowledgement)];
        yield return ["report to metrics_{id}, ms", Describe(report.Metrics)];
        yield return ["missing on metrics_{id}", Format($"{report.MetricsDelivered.Missing:#,0} of {report.MetricsDelivered.Sent:#,0}")];
        yield return ["report to device_status, ms", Describe(report.Status)];
        yield return ["states on device_status", Format($"{report.StatesPerSecond:#,0}/s")];
        if (report.Processor is { } processor)
        {
            yield return ["server's processor, % of a core", Format($"{processor.Server:0.#}; {processor.ServerMicrosecondsPerReport:0} µs for a report; the load's own {processor.Load:0.#}")];
        }

        foreach (var row in MemoryRows(report.Memory).Concat(StorageRows(report.Storage)))
        {
            yield return row;
        }

        var fleet = report.Fleet;
        yield return ["fleet's figures", Format($"{fleet.Online:#,0} of {fleet.TrueOnline:#,0} online, mean cpu {fleet.MeanCpu:0.00} of {fleet.TrueMeanCpu:0.00}: {(fleet.IsTrue ? "true" : "NOT TRUE")}; came {fleet.Received} times, off by {fleet.WorstMeanCpuDifference:0.00} at the most while devices reported")];
        yield return ["wrongly said to be gone", Format($"{report.WronglyGone:#,0}")];
        if (report.Silence is { } silence)
        {
            yield return ["gone silent", Format($"{silence.Silent:#,0}; said to be gone {silence.Gone:#,0}, after s: min {silence.Min:0.0}, median {silence.Median:0.0}, max {silence.Max:0.0}; Devices:Timeout {options.DeviceTimeout.TotalSeconds:0.#}")];
            yield return ["said to be back while silent", Format($"{silence.Returned:#,0}")];
        }

        yield return ["connections lost", Causes(report.ConnectionsLost)];
    }

    private static IEnumerable<string[]> MemoryRows(MemoryFigures? memory)
    {
        if (memory is not null)
        {
            yield return ["server's memory, MB", Format($"{memory.Before / Megabyte:0} with {memory.DevicesBefore:#,0} devices; {memory.Registered / Megabyte:0} with all{(memory.Connected is { } connected ? Format($"; {connected / Megabyte:0} with their sockets") : "")}; {memory.End / Megabyte:0} at the end")];
            yield return ["a device, KB", Format($"twin {memory.TwinBytesPerDevice / Kilobyte:0.0}{(memory.SocketBytesPerDevice is { } socket ? Format($", socket {socket / Kilobyte:0.0}") : "")}; {memory.EndBytesPerDevice / Kilobyte:0.0} in all at the end")];
        }
    }

    private static IEnumerable<string[]> StorageRows(StorageFigures? storage)
    {
        if (storage is null)
        {
            yield break;
        }

        if (storage.States is { } states)
        {
            yield return ["states stored", Format($"{storage.StatesPerSecond:#,0.#}/s: {string.Join(", ", states.Select(kind => Format($"{kind.Value:#,0} × {kind.Key}")))}")];
            yield return ["stored in all, MB", string.Join(", ", storage.StoredBytes!.Select(kind => Format($"{kind.Key} {kind.Value / Megabyte:0.0}")))];
        }

        yield return ["written to disk", Format($"{storage.BytesPerSecond / Megabyte:0.0} MB/s")];
    }

    private static string Describe(Times times) => times.P50 is null ? "-" : Format($"p50 {times.P50:0.0}, p99 {times.P99:0.0}, max {times.Max:0.0} ({times.Count:#,0})");

    private static string Causes(IReadOnlyDictionary<string, int> causes) =>
        causes.Count == 0 ? "0" : string.Join("; ", causes.OrderByDescending(cause => cause.Value).Select(cause => Format($"{cause.Value:#,0} × {cause.Key}")));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
