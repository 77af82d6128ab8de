using System.Globalization;
using System.Text.Json.Nodes;
using AndroidZen.TestKit;

namespace AndroidZen.Deploy.Tests;

public class ComposeTests
{
    private static readonly JsonNode _compose = Files.ReadYaml("deploy/compose.yaml");
    private static readonly JsonNode _postgres = Files.ReadYaml("deploy/compose.postgres.yaml");

    [Fact]
    public void Ports_OnlyTheProxyHasOne() =>
        Assert.Equal(["proxy"], Services(_compose).Concat(Services(_postgres)).Where(service => service.Value!["ports"] is not null).Select(service => service.Key));

    [Fact]
    public void Networks_OnlyTheProxyIsOnOneThatIsNotInternal()
    {
        var open = _compose["networks"]!.AsObject().Where(network => (string?)network.Value!["internal"] != "true").Select(network => network.Key).ToHashSet();

        Assert.Equal(["proxy"], Services(_compose).Where(service => service.Value!["networks"]!.AsArray().Any(network => open.Contains((string)network!))).Select(service => service.Key));
    }

    [Fact]
    public void Grace_IsLongerThanItTakesToStop()
    {
        var readinessDelay = TimeSpan.Parse((string)_compose["services"]!["webhost"]!["environment"]!["Gateway__ReadinessDelay"]!, CultureInfo.InvariantCulture);

        Assert.True(Grace("webhost") >= Patience.OfWebHost(readinessDelay) + Patience.Margin);
        Assert.True(Grace("silo") >= Patience.OfSilo + Patience.Margin);
    }

    [Fact]
    public void Images_HaveTheVersion_AndAreBuiltFromOneFile()
    {
        foreach (var (name, target) in new[] { ("silo", "silo"), ("webhost", "webhost"), ("schema", "silo") })
        {
            var service = (_compose["services"]![name] ?? _postgres["services"]![name])!;
            Assert.Equal($"${{ANDROIDZEN_REGISTRY:-ghcr.io/androidzen}}/androidzen-{target}:${{ANDROIDZEN_VERSION:-{Files.Version}}}", (string?)service["image"]);
            Assert.Equal(("deploy/Dockerfile", target), ((string?)service["build"]!["dockerfile"], (string?)service["build"]!["target"]));
        }
    }

    [Fact]
    public void Services_AreHardened()
    {
        foreach (var (name, service) in Services(_compose).Append(KeyValuePair.Create("schema", _postgres["services"]!["schema"])))
        {
            Assert.True((string?)service!["read_only"] == "true", name);
            Assert.Equal(["ALL"], service["cap_drop"]!.AsArray().Select(capability => (string?)capability));
            Assert.Equal(["no-new-privileges:true"], service["security_opt"]!.AsArray().Select(option => (string?)option));
        }
    }

    [Fact]
    public void Secrets_AreFiles_WhoseNamesAreThoseOfTheScript()
    {
        var script = Repository.Read("deploy/make-secrets.sh");
        foreach (var (name, secret) in _compose["secrets"]!.AsObject().Concat(_postgres["secrets"]!.AsObject()))
        {
            Assert.Equal($"./secrets/{name}", (string?)secret!["file"]);
            Assert.Contains($"write {name} ", script);
        }

        Assert.Contains("/deploy/secrets/", Repository.Read(".gitignore"));
    }

    [Fact]
    public void Redis_KeepsWhatItHasAcknowledged() =>
        Assert.Equal(
            ["redis-server", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"],
            _compose["services"]!["redis"]!["command"]!.AsArray().Select(word => (string?)word).Take(7));

    [Fact]
    public void Proxy_SendsToTheWebPort_AndAsksTheManagementPort()
    {
        var proxy = Repository.Read("deploy/proxy/haproxy.cfg");
        var environment = _compose["services"]!["webhost"]!["environment"]!;

        Assert.Contains($"\"${{WEBHOSTS-webhost:{environment["ASPNETCORE_HTTP_PORTS"]}}}\"", proxy);
        Assert.Contains($"check port \"${{HEALTH_PORT-{environment["Management__Port"]}}}\"", proxy);
        Assert.Contains("option httpchk GET /health/ready", proxy);
    }

    private static JsonObject Services(JsonNode compose) => compose["services"]!.AsObject();

    private static TimeSpan Grace(string service) =>
        TimeSpan.FromSeconds(int.Parse(((string)_compose["services"]![service]!["stop_grace_period"]!).TrimEnd('s'), CultureInfo.InvariantCulture));
}
