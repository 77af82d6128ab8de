using System.Net;
using System.Text.Json;
using AndroidZen.Silo.Health;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Management;
using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Tests.Management;

public sealed class ManagementServerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_OfASilo_TellsWhyItIsAsItIs()
    {
        using var host = Build(AddSilo);
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };

        await Eventually.HoldsAsync("it has become healthy", async () =>
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        });
        foreach (var (probe, checks) in new[] { ("startup", new[] { "silo" }), ("ready", ["silo", "storage"]), ("live", ["membership"]) })
        {
            using var answer = await http.GetAsync(new Uri($"/health/{probe}", UriKind.Relative));
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, body.RootElement.GetProperty("status").GetString()));
            Assert.Equal(checks, body.RootElement.GetProperty("checks").EnumerateObject().Select(check => check.Name));
        }

        Assert.Contains("One of 1 active silos.", await http.GetStringAsync(new Uri("/health/startup", UriKind.Relative)), StringComparison.Ordinal);
        await host.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("/health/live", UriKind.Relative)));
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    public async Task Health_CheckThatIsNotHealthy_IsToldWithItsReason(HealthStatus status, HttpStatusCode code)
    {
        using var host = Build(builder => builder.Services.AddHealthChecks().AddCheck("thing", () => new HealthCheckResult(status, "It is so."), [HealthTags.Ready]));
        await host.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/ready"));
        Assert.Equal(code, answer.StatusCode);
        Assert.Equal("{\"status\":\"" + status + "\",\"checks\":{\"thing\":{\"status\":\"" + status + "\",\"description\":\"It is so.\"}}}", await answer.Content.ReadAsStringAsync());
        await host.StopAsync();
    }

    [Fact]
    public async Task HealthCommand_ProcessAliveAndGone_ExitCodeSaysSo()
    {
        using var host = Build(static _ => { });
        await host.StartAsync();
        Assert.Equal((0, """{"status":"Healthy","checks":{}}"""), await RunCommandAsync());
        await host.StopAsync();
        Assert.Equal(1, (await RunCommandAsync()).ExitCode);
    }

    private IHost Build(Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(_folder.Settings());
        builder.Configuration.AddInMemoryCollection(ManagementSettings());
        builder.AddManagement();
        add(builder);
        return builder.Build();
    }

    private static void AddSilo(HostApplicationBuilder builder) => builder.AddAndroidZenSilo();

    private Dictionary<string, string?> ManagementSettings() => new() { ["Management:Port"] = $"{_port}", ["Management:Host"] = "127.0.0.1" };

    private async Task<(int ExitCode, string Said)> RunCommandAsync()
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(ManagementSettings());
        using var said = new StringWriter();
        var exitCode = await HealthCommand.RunAsync(configuration, said, said);
        return (exitCode, said.ToString().TrimEnd());
    }
}
