using System.Diagnostics;
using AndroidZen.TestKit;

namespace AndroidZen.Deploy.Tests;

/// <summary>Programs of others that know better.</summary>
internal static class Programs
{
    /// <summary>Runs one to its end, in the top folder; gives what it has printed.</summary>
    public static async Task<(string Output, string Errors, int ExitCode)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SIGNING_KEY"] = new string('x', 32);
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(deadline.Token);
        return ((await output).Trim(), (await errors).Trim(), process.ExitCode);
    }
}
