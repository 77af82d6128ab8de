namespace AndroidZen.HostAgent.Reporting;

/// <summary>What the server says of a request that it refuses (<c>application/problem+json</c>).</summary>
internal sealed record ProblemBody
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    /// <summary>What is wrong, by the name of the field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
