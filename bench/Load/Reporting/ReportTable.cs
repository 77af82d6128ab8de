using System.Globalization;
using System.Text;

namespace AndroidZen.Load.Reporting;

/// <summary>A report as Markdown, which reads as well on a terminal.</summary>
public static class ReportTable
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n{report.Cores} cores, {report.Runtime}; medians, and the lowest and highest round\n");
        AppendTable(text, ["part", "what", "figure", "median", "rounds"], report.Samples.Select(sample =>
            new[] { sample.Part, sample.Subject, sample.Figure, Number(sample.Median), $"{Number(sample.Rounds.Min())} to {Number(sample.Rounds.Max())}" }));
        AppendTable(text, ["target", "bound", "median", "rounds", ""], report.Targets.Select(target =>
            new[] { target.What, target.Bound, Number(target.Measured), $"{Number(target.Rounds.Min())} to {Number(target.Rounds.Max())}", target.Holds ? "holds" : "DOES NOT HOLD" }));
        return text.ToString();
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>A table with its columns in line.</summary>
    public static void AppendTable(StringBuilder text, string[] head, IEnumerable<string[]> body)
    {
        var rows = body.ToList();
        var widths = head.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        text.Append('\n');
        AppendRow(head);
        AppendRow([.. widths.Select(width => new string('-', width))]);
        rows.ForEach(AppendRow);

        void AppendRow(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
    }
}
