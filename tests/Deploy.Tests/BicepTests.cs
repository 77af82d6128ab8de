using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace AndroidZen.Deploy.Tests;

/// <summary>The template of Azure Container Apps, as Bicep compiles it.</summary>
public class BicepTests(BicepTests.Compiled compiled) : IClassFixture<BicepTests.Compiled>
{
    private JsonNode Resources => compiled.Template["resources"]!;

    [Fact]
    public void Build_HasNoErrorAndNoWarning() => Assert.Equal("", compiled.Findings);

    [Fact]
    public void Parameters_HaveTheVersion()
    {
        Assert.Equal(Files.Version, (string?)compiled.Parameters["webVersion"]!["value"]);
        Assert.All(compiled.Parameters["siloSets"]!["value"]!.AsArray(), set => Assert.Equal(Files.Version, (string?)set!["version"]));
    }

    [Fact]
    public void Grace_IsLongerThanItTakesToStop()
    {
        var web = Template("webhost");
        var environment = (string)web["containers"]![0]!["env"]!;
        var delay = environment.Split("'Gateway__ReadinessDelay', 'value', '")[1].Split('\'')[0];

        Assert.True(Grace(web) >= Patience.OfWebHost(TimeSpan.Parse(delay, CultureInfo.InvariantCulture)) + Patience.Margin);
        Assert.True(Grace(Template("silo")) >= Patience.OfSilo + Patience.Margin);
    }

    [Fact]
    public void Silos_AreOneReplicaEach_AndNeverOpenToTheInternet()
    {
        var scale = Template("silo")["scale"]!;

        Assert.Equal((1, 1), ((int)scale["minReplicas"]!, (int)scale["maxReplicas"]!));
        Assert.True((bool)Resources["siloEnvironment"]!["properties"]!["vnetConfiguration"]!["internal"]!);
    }

    [Fact]
    public void Probes_AreThoseOfTheManagementPort() =>
        Assert.Equal(
            ["/health/startup", "/health/ready", "/health/live"],
            compiled.Template["variables"]!["probes"]!.AsArray().Select(probe => (string?)probe!["httpGet"]!["path"]));

    private JsonNode Template(string app) => Resources[app]!["properties"]!["template"]!;

    private static TimeSpan Grace(JsonNode template) => TimeSpan.FromSeconds((int)template["terminationGracePeriodSeconds"]!);

    /// <summary>Compiled once: it takes seconds.</summary>
    public sealed class Compiled : IAsyncLifetime
    {
        public static string Bicep { get; } = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Bicep").Value!;

        public JsonNode Template { get; private set; } = new JsonObject();

        public JsonNode Parameters { get; private set; } = new JsonObject();

        public string Findings { get; private set; } = "";

        public async Task InitializeAsync()
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Bicep, File.GetUnixFileMode(Bicep) | UnixFileMode.UserExecute); // NuGet unpacks without it.
            }

            var (output, errors, exitCode) = await Programs.RunAsync(Bicep, "build-params", "deploy/azure/containerapps.bicepparam", "--stdout");
            Findings = exitCode == 0 ? errors : $"{errors} (exit code {exitCode})";
            if (exitCode == 0)
            {
                var result = JsonNode.Parse(output)!;
                Template = JsonNode.Parse((string)result["templateJson"]!)!;
                Parameters = JsonNode.Parse((string)result["parametersJson"]!)!["parameters"]!;
            }
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
