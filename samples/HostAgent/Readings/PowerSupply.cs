using System.Globalization;

namespace AndroidZen.HostAgent.Readings;

/// <summary>One folder of <c>/sys/class/power_supply</c>: the texts of its files, <see langword="null"/> where there is no such file.</summary>
internal readonly record struct PowerSupply(string? Type, string? Scope, string? Capacity)
{
    /// <summary>The charge in percent; <see langword="null"/> if this is no battery of the machine, or does not tell.</summary>
    public double? Charge =>
        Type?.Trim() == "Battery"
        && Scope?.Trim() != "Device" // a mouse's or a headset's
        && double.TryParse(Capacity?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var charge)
            ? Percentage.Round(charge)
            : null;

    /// <returns>The mean of all batteries; <see langword="null"/> if there is none.</returns>
    public static double? MeanCharge(IEnumerable<PowerSupply> supplies) =>
        supplies.Average(supply => supply.Charge) is { } mean ? Percentage.Round(mean) : null;
}
