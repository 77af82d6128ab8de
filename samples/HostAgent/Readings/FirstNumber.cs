using System.Globalization;

namespace AndroidZen.HostAgent.Readings;

/// <summary>Reads <c>/proc/loadavg</c> (first: the load of the last minute) and <c>/proc/uptime</c> (first: the seconds since boot).</summary>
internal static class FirstNumber
{
    /// <returns><see langword="null"/> if the text does not begin with a number.</returns>
    public static double? Parse(string text)
    {
        var words = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && double.TryParse(words[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
