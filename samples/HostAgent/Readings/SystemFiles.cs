namespace AndroidZen.HostAgent.Readings;

/// <summary>The files in which Linux tells about itself. On another system none of them is there.</summary>
internal sealed record SystemFiles(string Proc, string PowerSupplies)
{
    public static SystemFiles OfThisMachine { get; } = new("/proc", "/sys/class/power_supply");

    /// <returns><see langword="null"/> if there is no such file, or it cannot be read: that reading is left out then.</returns>
    public string? ReadProc(string name) => Read(Path.Combine(Proc, name));

    public IReadOnlyList<PowerSupply> ReadPowerSupplies()
    {
        try
        {
            return Directory.Exists(PowerSupplies) ? [.. Directory.EnumerateDirectories(PowerSupplies).Select(ReadPowerSupply)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static PowerSupply ReadPowerSupply(string folder) =>
        new(Read(Path.Combine(folder, "type")), Read(Path.Combine(folder, "scope")), Read(Path.Combine(folder, "capacity")));

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // a battery that is taken out, for example, leaves a file that only answers with an error
        }
    }
}
