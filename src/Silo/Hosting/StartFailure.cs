using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Hosting;

/// <summary>
/// What a process says when it cannot start because of how it is configured or where it runs: the last line on the terminal is the reason, in place of a stack trace and an abort (the log
/// has the stack trace, if the host had begun to start).
/// </summary>
public static class StartFailure
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    private const int ExitCode = 78;

    /// <summary>To be called first. An exception that is a bug of ours still ends the process as such.</summary>
    public static void Explain() => AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
    {
        if (failure.ExceptionObject is OperationCanceledException)
        {
            Console.Error.WriteLine("AndroidZen was stopped before it had started.");
            Environment.Exit(0);
        }

        if (failure.ExceptionObject is Exception exception && ReasonsOf(exception) is { Count: > 0 } reasons)
        {
            Console.Error.WriteLine("AndroidZen could not start: " + string.Join(" ", reasons));
            Environment.Exit(ExitCode);
        }
    };

    /// <summary>What the operator can mend: a setting, a folder, a port.</summary>
    internal static IReadOnlyList<string> ReasonsOf(Exception exception) => exception switch
    {
        AggregateException several => [.. several.InnerExceptions.SelectMany(ReasonsOf).Distinct()],
        OptionsValidationException invalid => [.. invalid.Failures.Distinct()],
        OrleansConfigurationException or InvalidOperationException or IOException or UnauthorizedAccessException or FormatException => [exception.Message],
        _ => [],
    };
}
