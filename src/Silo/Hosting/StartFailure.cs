using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AndroidZen.Silo.Hosting;

/// <summary>
/// What a process says when it cannot start: for the kinds of exceptions that settings, folders and ports cause, the last line on the terminal is the reason, in place of a stack trace and
/// an abort (the log has the stack trace, if the host had begun to start). All others, and all that come after the start, end the process as .NET has it.
/// </summary>
public static class StartFailure
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    private const int ExitCode = 78;

    /// <summary>To be called before anything that can fail.</summary>
    public static IServiceCollection ExplainStartFailures(this IServiceCollection services)
    {
        var start = new Start();
        AppDomain.CurrentDomain.UnhandledException += start.OnUnhandledException;
        return services.AddSingleton<IHostedService>(provider => start.Of(provider.GetRequiredService<IHostApplicationLifetime>()));
    }

    /// <summary>What the operator can mend: a setting, a folder, a certificate, a port, a storage server that does not answer.</summary>
    internal static IReadOnlyList<string> ReasonsOf(Exception exception) => exception switch
    {
        AggregateException several => [.. several.InnerExceptions.SelectMany(ReasonsOf).Distinct()],
        OptionsValidationException invalid => [.. invalid.Failures.Distinct()],
        OrleansConfigurationException or DbException or RedisException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or FormatException
            or CryptographicException => [exception.Message],
        _ when exception.GetType().Namespace is "Azure" or "Azure.Identity" => [exception.Message], // By name: not every build has them.
        _ => [],
    };

    /// <summary>What ends a start that was asked to stop: a token that was cancelled, and Orleans' own exception between two stages of its lifecycle, which is none of .NET's kind.</summary>
    internal static bool IsCancellation(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.All(IsCancellation),
        OperationCanceledException or OrleansLifecycleCanceledException => true,
        _ => false,
    };

    /// <summary>The start of this process, until it has been made.</summary>
    private sealed class Start : IHostedService
    {
        private IHostApplicationLifetime? _lifetime;

        public Start Of(IHostApplicationLifetime lifetime)
        {
            _lifetime = lifetime;
            return this;
        }

        public void OnUnhandledException(object sender, UnhandledExceptionEventArgs failure)
        {
            if (failure.ExceptionObject is Exception end && IsCancellation(end) && _lifetime?.ApplicationStopping.IsCancellationRequested == true)
            {
                Console.Error.WriteLine("AndroidZen was stopped before it had started.");
                Environment.Exit(0);
            }

            if (failure.ExceptionObject is Exception exception && ReasonsOf(exception) is { Count: > 0 } reasons)
            {
                Console.Error.WriteLine("AndroidZen could not start: " + string.Join(" ", reasons));
                Environment.Exit(ExitCode);
            }
        }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _lifetime!.ApplicationStarted.Register(() => AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
