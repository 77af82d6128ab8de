using AndroidZen.TestKit;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>Azure Storage by addresses and a managed identity, of a build that has Orleans' providers for it: <c>./test.sh --azure</c>.</summary>
[Trait("Category", "Azure")]
public sealed class AzureIdentityTests
{
    [Fact]
    public async Task Cluster_WithAddressesAndAnIdentity_KeepsWhatItIsTold()
    {
        using var identity = new ManagedIdentity();
        await using var storage = await AzuriteServer.StartNewAsync(identity);
        await using (var silo = PlatformProcess.StartSilo("silo", SettingsOf(storage)))
        {
            await using var host = PlatformProcess.StartWebHost("web host", SettingsOf(storage));
            await host.WhenReadyAsync();
            using var rest = new RestClient(host.Address!);
            Assert.Equal(200, (await rest.PublishAsync("/devices/pixel-7/status", new { name = "Pixel 7" })).Status);
            await host.StopAsync();
            await silo.StopAsync();
        }

        await using var next = PlatformProcess.StartSilo("next silo", SettingsOf(storage));
        await using var again = PlatformProcess.StartWebHost("next web host", SettingsOf(storage));
        await again.WhenReadyAsync();
        using var reader = new RestClient(again.Address!);
        Assert.Equal("Pixel 7", (await reader.SendAsync(HttpMethod.Get, "/devices/pixel-7")).Json.GetProperty("name").GetString());
        Assert.True(identity.Tokens >= 4, "each process has asked for a token of its own");
    }

    [Fact]
    public Task Silo_NoConnectionString_EndsWithTheReason() => AssertEndsAsync("nonsense");

    [Fact]
    public async Task Silo_WrongKey_EndsWithTheReason()
    {
        await using var storage = await AzuriteServer.StartNewAsync();
        await AssertEndsAsync(storage.ConnectionString.Replace("Eby8", "Abc8", StringComparison.Ordinal));
    }

    private static async Task AssertEndsAsync(string connection)
    {
        await using var silo = PlatformProcess.StartSilo("silo", new Dictionary<string, string> { ["Cluster:Storage"] = "Azure", ["ConnectionStrings:AzureStorage"] = connection });
        await silo.WhenExitedAsync();
        var lastWord = silo.Output.TrimEnd().Split('\n')[^1];
        Assert.True(silo.ExitCode == 78 && lastWord.Contains("AndroidZen could not start:", StringComparison.Ordinal), $"{silo.ExitCode}: {lastWord}");
    }

    private static Dictionary<string, string> SettingsOf(AzuriteServer storage) => new(storage.Settings)
    {
        ["Auth:SigningKey"] = TestTokens.SigningKey,
    };
}
