using System.Globalization;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>What a server has logged, shortly: a server that is short of time says the same thing again and again.</summary>
internal static class ServerOutput
{
    private const int Longest = 300;

    private static readonly string[] _levels = ["warn: ", "fail: ", "crit: "];

    /// <summary>Each kind of warning and failure once, with its first text and how often there was one of its kind.</summary>
    public static IReadOnlyList<string> Summarize(string output)
    {
        var lines = output.Split('\n');
        return
        [
            .. Enumerable.Range(0, lines.Length)
                .Select(number => (Kind: KindOf(lines[number]), Text: number + 1 < lines.Length ? lines[number + 1].Trim() : ""))
                .Where(message => message.Kind is not null)
                .GroupBy(message => message.Kind)
                .Select(same => string.Create(CultureInfo.InvariantCulture, $"The server said {same.Count()} × {same.Key}: {Shorten(same.First().Text)}")),
        ];
    }

    /// <summary>Behind the time.</summary>
    private static string? KindOf(string line) => _levels.Select(level => line.IndexOf(level, StringComparison.Ordinal)).Where(at => at >= 0).Select(at => line[at..]).FirstOrDefault();

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
