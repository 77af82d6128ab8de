namespace AndroidZen.HostAgent;

/// <summary>What the process tells its caller at the end.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The server refused a report for a reason that trying again does not change.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
