namespace AndroidZen.HostAgent.Readings;

/// <summary>Percentages as they are reported: 0 to 100, one decimal.</summary>
internal static class Percentage
{
    /// <returns><see langword="null"/> if the whole is nothing.</returns>
    public static double? Of(double part, double whole) => whole > 0 ? Round(100 * part / whole) : null;

    public static double Round(double percentage) => Math.Round(Math.Clamp(percentage, 0, 100), 1, MidpointRounding.AwayFromZero);
}
