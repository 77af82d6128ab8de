using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>A wrong value stops the start, and is named by its whole key together with the rule.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Connections:IdleTimeout", "00:00:00", "between 00:00:01 and 7.00:00:00")]
    [InlineData("Connections:MaxMessageBytes", "1", "between 1024 and")]
    [InlineData("Connections:OutboxFrames", "-5", "between 8 and")]
    [InlineData("Connections:MaxPerHost", "0", "between 1 and")]
    [InlineData("Connections:MaxPerUser", "-1", "between 0 and")]
    [InlineData("Connections:MessageBurst", "0", "between 1 and")]
    [InlineData("Connections:MessageBurst", "999", "must be at least Connections:MaxSubscriptions")]
    [InlineData("Connections:OpenTimeout", "00:00:00", "between 00:00:00.1000000 and")]
    [InlineData("Gateway:HeartbeatInterval", "02:00:00", "between 00:00:01 and 00:05:00")]
    [InlineData("Gateway:Lease", "00:00:10", "must be at least three of Gateway:HeartbeatInterval")]
    [InlineData("Gateway:DrainWindow", "02:00:00", "between 00:00:00 and 01:00:00")]
    [InlineData("Gateway:DrainBatchInterval", "00:00:00", "between 00:00:00.0100000 and")]
    [InlineData("Http:MaxBodyBytes", "7", "between 1024 and")]
    [InlineData("Http:HeadersTimeout", "00:00:00", "between 00:00:01 and")]
    [InlineData("Topics:MaxNameLength", "201", "between 16 and 200")]
    [InlineData("Http:AllowedOrigins:0", "https://console.example/path", "must be an origin")]
    [InlineData("Http:AllowedOrigins:0", "*", "must be an origin")]
    [InlineData("Auth:SigningKey", "short", "at least 32 bytes")]
    [InlineData("Auth:ClockSkew", "10:00:00", "between 00:00:00 and 01:00:00")]
    [InlineData("Auth:Authority", "https://issuer.example", "exclude each other")]
    [InlineData("Auth:Authority", "http://issuer.example", "must be an https:// address")]
    [InlineData("Topics:Rules:0:SubscribeRole", "king", "does not equal any of the values")]
    [InlineData("Topics:Rules:0:Pattern", "", "required")]
    [InlineData("Devices:MaxActions", "0", "between 1 and 1000")]
    [InlineData("Dispatch:MaxBatch", "0", "between 1 and 10000")]
    [InlineData("GatewayWatch:MissedHeartbeats", "1", "between 2 and 100")]
    [InlineData("Cluster:ResponseTimeout", "00:00:00", "between 00:00:01 and 00:05:00")]
    [InlineData("Cluster:ResponseTimeout", "00:00:05", "must exceed GatewayWatch:AnswerTimeout and GatewayWatch:CloseTimeout")]
    [InlineData("Cluster:ResponseTimeout", "00:00:01", "must exceed Orleans:Streaming:gateways:MaxWait")]
    [InlineData("Orleans:Streaming:gateways:CacheSize", "1", "must be at least 16")]
    [InlineData("Orleans:Streaming:gateways:BatchContainerBatchSize", "-1", "must be 1 to 10000")]
    [InlineData("Orleans:Streaming:gateways:TotalQueueCount", "0", "must be 1 to 1024")]
    [InlineData("Users:MaxNotifications", "0", "between 1 and 10000")]
    public async Task Start_ValueOutOfBounds_FailsAndNamesTheKeyAndTheRule(string key, string value, string rule)
    {
        var message = await WhyNotAsync(key, value);
        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.Contains(rule, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connections:IdleTimeout", "soon")]
    [InlineData("Connections:OutboxFrames", "many")]
    [InlineData("Auth:AllowAnonymousSockets", "perhaps")]
    [InlineData("Devices:StatusWindow", "1 s")]
    public async Task Start_ValueOfAnotherType_FailsAndNamesTheKey(string key, string value) =>
        Assert.Contains(key, await WhyNotAsync(key, value), StringComparison.Ordinal);

    [Fact]
    public async Task Start_NoSigningKeyOutsideDevelopment_FailsAndSaysHowToSetIt()
    {
        var message = await WhyNotAsync("Auth:SigningKey", "");
        Assert.Contains("Auth:SigningKey", message, StringComparison.Ordinal);
        Assert.Contains("Auth__SigningKey", message, StringComparison.Ordinal);
    }

    private static async Task<string> WhyNotAsync(string key, string value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var host = await PlatformHost.StartAsync(new Dictionary<string, string> { [key] = value });
        });
        return failure.ToString();
    }
}
