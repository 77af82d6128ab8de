namespace AndroidZen.LoadGenerator;

/// <summary>Apart from the options, which are in the report.</summary>
/// <param name="Sockets">Of the subscribers.</param>
/// <param name="Publishers">Of the publishers.</param>
internal sealed record Tokens(string? Sockets, string? Publishers);
