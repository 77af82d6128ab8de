namespace AndroidZen.HostAgent.Reporting;

/// <summary>How a request ended.</summary>
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    public sealed record Accepted : SendOutcome
    {
        public static Accepted Instance { get; } = new();
    }

    /// <summary>Trying again later may help.</summary>
    public sealed record Unavailable(string Reason) : SendOutcome
    {
        /// <summary>How long the server asks to be left alone.</summary>
        public TimeSpan? RetryAfter { get; init; }

        /// <summary>Whether the server may have been started anew since, and know nothing of the device.</summary>
        public bool MayHaveForgotten { get; init; } = true;
    }

    /// <summary>The same request would be refused again.</summary>
    public sealed record Refused(int StatusCode, ProblemBody? Problem) : SendOutcome;
}
