using AndroidZen.Silo.Management;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Health;

/// <summary><c>health</c>: asks the process beside it, at its management port, whether it is alive. For container images, which have no other program that could.</summary>
public static class HealthCommand
{
    public const string Name = "health";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <returns>The exit code: 0 if it is.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection(ManagementOptions.SectionName).Get<ManagementOptions>() ?? new ManagementOptions();
        if (options.Port is not { } port)
        {
            await error.WriteLineAsync($"health: {ManagementOptions.SectionName}:{nameof(ManagementOptions.Port)} is not configured.");
            return 2;
        }

        try
        {
            using var http = new HttpClient { Timeout = _patience };
            using var answer = await http.GetAsync(new Uri($"http://{(options.Host == "*" ? "127.0.0.1" : options.Host)}:{port}/health/live"));
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await error.WriteLineAsync($"health: {exception.Message}");
            return 1;
        }
    }
}
