namespace AndroidZen.HostAgent.CommandLine;

/// <summary>Options to run with, or else a text to print and the code to exit with.</summary>
internal sealed record ParsedCommandLine
{
    public AgentOptions? Options { get; private init; }

    public string Text { get; private init; } = "";

    public int ExitCode { get; private init; }

    public static ParsedCommandLine Run(AgentOptions options) => new() { Options = options };

    public static ParsedCommandLine Help(string text) => new() { Text = text };

    public static ParsedCommandLine Error(string text) => new() { Text = text, ExitCode = ExitCodes.Usage };
}
