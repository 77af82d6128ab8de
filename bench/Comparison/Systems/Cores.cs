namespace AndroidZen.Comparison.Systems;

/// <summary>Servers have one core, the load has another: neither takes from the other what is measured.</summary>
internal static class Cores
{
    public const int Server = 0;
    public const int Load = 1;
}
