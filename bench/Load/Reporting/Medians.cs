namespace AndroidZen.Load.Reporting;

/// <summary>The middle one, or the mean of the two in the middle.</summary>
public static class Medians
{
    public static double Of(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
