using System.Globalization;
using System.Text;
using AndroidZen.Load.Reporting;

namespace AndroidZen.LoadGenerator.Reporting;

/// <summary>A report for people.</summary>
internal static class LoadReportText
{
    public static string Write(LoadReport report)
    {
        var text = new StringBuilder();
        ReportTable.AppendTable(text, ["what", ""],
        [
            ["connected and subscribed", Format($"{report.Connected:#,0} of {report.Options.Connections:#,0}, {report.ConnectsPerSecond:#,0}/s")],
            ["published", Format($"{report.Published:#,0}, {report.PublicationsPerSecond:#,0.#}/s answered")],
            ["publications that failed", Causes(report.PublishingFailures)],
            ["delivered", Format($"{report.Delivered:#,0}, {report.DeliveriesPerSecond:#,0.#}/s")],
            ["latency, ms", report.Latency.P50 is null ? "-" : Format($"p50 {report.Latency.P50:0.00}, p90 {report.Latency.P90:0.00}, p99 {report.Latency.P99:0.00}, p99.9 {report.Latency.P999:0.00}, max {report.Latency.Max:0.00}")],
            ["lost", Format($"{report.Lost:#,0}")],
            ["duplicated", Format($"{report.Duplicated:#,0}")],
            ["topics begun anew", Format($"{report.NewEpochs:#,0}")],
            ["connections lost", Causes(report.ConnectionsLost)],
        ]);
        return text.ToString();
    }

    private static string Causes(IReadOnlyDictionary<string, int> causes) =>
        causes.Count == 0 ? "0" : string.Join("; ", causes.OrderByDescending(cause => cause.Value).Select(cause => Format($"{cause.Value:#,0} × {cause.Key}")));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
