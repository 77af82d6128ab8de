using System.Diagnostics;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>Starting, stopping and starting again, with real processes.</summary>
public sealed class LifecycleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-lifecycle-").FullName;

    private Dictionary<string, string> Settings => new() { ["Data:Folder"] = _folder, ["Auth:SigningKey"] = TestTokens.SigningKey };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EmbeddedHost_Restarted_KeepsWhatItKnewOfADevice()
    {
        await using (var first = PlatformProcess.StartWebHost("first life", Settings))
        {
            await first.WhenReadyAsync();
            using var rest = new RestClient(first.Address!);
            await rest.PublishAsync("/devices/pixel-7/status", new { name = "Pixel 7", battery_level = 80 });
            await rest.PublishAsync("/ws/live-metrics", new { device_id = "pixel-7", metrics = new { cpu_usage = 33 } });
            await first.StopAsync();
            Assert.Equal(0, first.ExitCode);
        }

        await using var second = PlatformProcess.StartWebHost("second life", Settings);
        await second.WhenReadyAsync();
        using var again = new RestClient(second.Address!);
        await using var socket = await SocketClient.ConnectAsync(second.Address!);
        await socket.SubscribeAsync("device_pixel-7");
        await again.PublishAsync("/devices/pixel-7/status", new { memory_usage = 50 });

        var device = (await socket.NextAsync("device_status")).GetProperty("data").GetProperty("devices")[0];
        Assert.Equal("Pixel 7", device.GetProperty("name").GetString());
        Assert.Equal(80, device.GetProperty("battery_level").GetDouble());
        Assert.Equal(33, device.GetProperty("cpu_usage").GetDouble()); // a sample, stored on the way out
        Assert.Equal(50, device.GetProperty("memory_usage").GetDouble());
    }

    [Fact]
    public async Task WebHost_WrongSetting_EndsWithTheKeyAndTheRuleAsItsLastWord()
    {
        await using var host = PlatformProcess.StartWebHost("misconfigured", new Dictionary<string, string>(Settings) { ["Connections:OutboxFrames"] = "3" });
        Assert.Equal((78, true), await WhyNotAsync(host, "Connections:OutboxFrames must be between 8 and"));
    }

    [Fact]
    public async Task EmbeddedHost_FolderOfAnother_DoesNotStart()
    {
        await using var first = PlatformProcess.StartWebHost("first", Settings);
        await first.WhenReadyAsync();
        await using var second = PlatformProcess.StartWebHost("second", Settings);
        Assert.Equal((78, true), await WhyNotAsync(second, $"Another silo uses the folder {_folder} (Data:Folder)"));

        // Killed, the first one leaves the folder to the next.
        await first.KillAsync();
        await using var third = PlatformProcess.StartWebHost("third", Settings);
        await third.WhenReadyAsync();
    }

    [Fact]
    public async Task EmbeddedHost_StoppedWithNobodyConnected_EndsAtOnce()
    {
        await using var host = PlatformProcess.StartWebHost("host", new Dictionary<string, string>(Settings) { ["Gateway:DrainWindow"] = "01:00:00" });
        await host.WhenReadyAsync();
        await host.StopAsync();
        Assert.Equal(0, host.ExitCode);
    }

    /// <summary>The silo of the same process must outlive the drain.</summary>
    [Fact]
    public async Task EmbeddedHost_StoppedAndStoppedAgain_ServesItsSocketsInBetweenAndClosesThemWith4001()
    {
        await using var host = PlatformProcess.StartWebHost("host", new Dictionary<string, string>(Settings) { ["Gateway:DrainWindow"] = "01:00:00", ["Gateway:DrainGrace"] = "00:10:00" });
        await host.WhenReadyAsync();
        await using var socket = await SocketClient.ConnectAsync(host.Address!);
        await socket.SubscribeAsync("notifications");
        using var rest = new RestClient(host.Address!);

        host.AskToStop();
        await socket.NextAsync("reconnect");
        Assert.Equal(503, await StatusAsync(rest, "/health/ready"));
        Assert.Equal(200, (await rest.PublishAsync("/ws/notification", new { title = "last", message = "words" })).Status);
        Assert.Equal("last", (await socket.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());

        await host.StopAsync();
        Assert.Equal(4001, await socket.WhenClosedAsync());
        Assert.Equal(0, host.ExitCode);
    }

    /// <summary>Whatever the host's own patience is: it is for what comes after the drain.</summary>
    [Fact]
    public async Task EmbeddedHost_DrainLongerThanTheShutdownTimeout_IsNotCutShort()
    {
        await using var host = PlatformProcess.StartWebHost("host", new Dictionary<string, string>(Settings)
        {
            ["Gateway:DrainWindow"] = "00:00:06",
            ["Gateway:DrainGrace"] = "00:00:03",
            ["shutdownTimeoutSeconds"] = "1",
        });
        await host.WhenReadyAsync();
        await using var socket = await SocketClient.ConnectAsync(host.Address!);
        var told = Stopwatch.GetTimestamp();
        host.AskToStop();
        await socket.NextAsync("reconnect");
        Assert.Equal(4001, await socket.WhenClosedAsync());
        Assert.True(Stopwatch.GetElapsedTime(told) > TimeSpan.FromSeconds(2), $"{Stopwatch.GetElapsedTime(told)} is less than Gateway:DrainGrace.");
        await host.WhenExitedAsync();
        Assert.Equal(0, host.ExitCode);
    }

    [Fact]
    public async Task EmbeddedHost_StoppedWithoutAWindow_ClosesItsSocketsWith4001AtOnce()
    {
        await using var host = PlatformProcess.StartWebHost("host", new Dictionary<string, string>(Settings) { ["Gateway:DrainWindow"] = "00:00:00" });
        await host.WhenReadyAsync();
        await using var socket = await SocketClient.ConnectAsync(host.Address!);
        await host.StopAsync();
        Assert.Equal(4001, await socket.WhenClosedAsync());
        Assert.Empty(socket.Waiting());
        Assert.Equal(0, host.ExitCode);
    }

    [Fact]
    public async Task WebHost_WithoutASilo_IsUnreadyUntilOneComes()
    {
        var settings = Settings;
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        await using var host = PlatformProcess.StartWebHost("early web host", settings);
        using var rest = new RestClient(host.Address!);
        await Eventually.HoldsAsync("it listens", async () => await StatusAsync(rest, "/health/live") == 200);

        Assert.Equal(503, await StatusAsync(rest, "/health/ready"));
        Assert.Equal(503, (await rest.PublishAsync("/ws/live-metrics", new { device_id = "a" })).Status);
        Assert.Equal(503, await StatusAsync(rest, "/ws/stats"));

        await using var silo = PlatformProcess.StartSilo("late silo", settings);
        await host.WhenReadyAsync();
        Assert.Equal(200, (await rest.PublishAsync("/ws/live-metrics", new { device_id = "a" })).Status);
    }

    [Fact]
    public async Task Silo_StoppedWhileItStarts_EndsInGoodOrder()
    {
        var settings = Settings;
        settings["Logging:LogLevel:Orleans"] = "Information";
        await using var silo = PlatformProcess.StartSilo("silo", settings);
        await Eventually.HoldsAsync("it has begun to start", () => Task.FromResult(silo.Output.Contains("Orleans", StringComparison.Ordinal)));
        await silo.StopAsync();
        Assert.True(silo.ExitCode == 0, $"{silo.ExitCode}:\n{silo.Output}");
    }

    [Fact]
    public async Task Silo_StoppedInGoodOrder_TheOtherServesOn()
    {
        await using var cluster = new DisposableCluster();
        await cluster.Fixture.InitializeAsync();
        using var rest = new RestClient(cluster.Fixture.WebHosts[0].Address!);

        await cluster.Fixture.Silos[0].StopAsync();
        await cluster.Fixture.WebHosts[1].WhenReadyAsync();
        await using var socket = await SocketClient.ConnectAsync(cluster.Fixture.WebHosts[1].Address!);
        await socket.SubscribeAsync("metrics_survivor");
        await Eventually.HoldsAsync("a publication goes through the silo that is left", async () =>
        {
            var answer = await rest.PublishAsync("/ws/live-metrics", new { device_id = "survivor" });
            return answer.Status == 200 && (await socket.DrainAsync()).Any(frame => frame.GetProperty("type").GetString() == "live_metrics");
        });
        Assert.True(cluster.Fixture.Silos[0].ExitCode == 0, cluster.Fixture.Silos[0].Output);
        Assert.DoesNotContain("Error reading grain state", cluster.Fixture.Silos[1].Output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, bool IsLastLine)> WhyNotAsync(PlatformProcess process, string reason)
    {
        await process.WhenExitedAsync();
        return (process.ExitCode, process.Output.TrimEnd().Split('\n')[^1].Contains("AndroidZen could not start: ", StringComparison.Ordinal)
            && process.Output.TrimEnd().Split('\n')[^1].Contains(reason, StringComparison.Ordinal));
    }

    private static async Task<int> StatusAsync(RestClient rest, string path)
    {
        try
        {
            return (await rest.SendAsync(HttpMethod.Get, path)).Status;
        }
        catch (HttpRequestException)
        {
            return 0; // It does not listen yet.
        }
    }

    private sealed class DisposableCluster : IAsyncDisposable
    {
        public ClusterFixture Fixture { get; } = new();

        public async ValueTask DisposeAsync() => await Fixture.DisposeAsync();
    }
}
