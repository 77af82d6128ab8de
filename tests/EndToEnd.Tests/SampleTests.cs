using System.Diagnostics;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>What the README tells a newcomer to type.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-samples-").FullName;

    private Dictionary<string, string> Settings => new() { ["Data:Folder"] = _folder, ["Auth:SigningKey"] = TestTokens.SigningKey };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task HostAgent_AgainstAWebHost_ItsMetricsArriveAtASocket()
    {
        await using var host = PlatformProcess.StartWebHost("host", Settings);
        await host.WhenReadyAsync();
        await using var socket = await SocketClient.ConnectAsync(host.Address!);
        await socket.SubscribeAsync("metrics_this-machine");
        await socket.SubscribeAsync("device_this-machine");

        await using var agent = PlatformProcess.StartHostAgent(
            "--server", host.Address!.ToString(), "--device-id", "this-machine", "--interval", "0.2", "--count", "3", "--token", TestTokens.Publisher());

        await socket.NextAsync("device_connected");
        await socket.NextAsync("device_status");
        var metrics = (await socket.NextAsync("live_metrics")).GetProperty("data").GetProperty("metrics");
        Assert.InRange(metrics.GetProperty("memory_usage").GetDouble(), 0, 100);
        await agent.WhenExitedAsync();
        Assert.Equal(0, agent.ExitCode);
        await socket.NextAsync("device_disconnected");
    }

    [Fact]
    public async Task Watch_Subscribed_PrintsWhatArrives()
    {
        await using var host = PlatformProcess.StartWebHost("host", Settings);
        await host.WhenReadyAsync();
        using var rest = new RestClient(host.Address!);
        using var watch = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", ["run", Path.Combine(Repository.Root, "samples", "Watch.cs"), "metrics_watched"])
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
                Environment = { ["ANDROIDZEN_URL"] = $"ws://{host.Address!.Authority}/ws" },
            },
        };
        watch.Start();
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5)); // It is compiled first.
            await ReadUntilAsync(watch, "\"status\":\"subscribed\"", deadline.Token);

            await rest.PublishAsync("/ws/live-metrics", new { device_id = "watched", metrics = new { cpu_usage = 7 } });

            Assert.Contains("\"cpu_usage\":7", await ReadUntilAsync(watch, "live_metrics", deadline.Token), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadUntilAsync(Process process, string text, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The sample ended before it printed {text}.");
    }
}
