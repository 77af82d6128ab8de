using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Streaming.Tests;

public class LowLatencyStreamOptionsTests
{
    private const string Section = "Orleans:Streaming:gateways";

    [Theory]
    [InlineData("MaxQueuedBytes", "1000", "at least 1048576")]
    [InlineData("MaxReadBytes", "0", "at least 1024")]
    [InlineData("CacheSize", "1", "at least 16")]
    [InlineData("MaxWait", "00:00:20", "00:00:00.0100000 to 00:00:10")]
    [InlineData("MaxWait", "00:00:00", "00:00:00.0100000 to 00:00:10")]
    public void Validate_OutOfRange_NamesTheKeyAndTheRule(string key, string value, string rule)
    {
        var options = new LowLatencyStreamOptions();
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build().Bind(options);
        var result = new LowLatencyStreamOptionsValidator("gateways", Section).Validate("gateways", options);
        Assert.Equal([$"{Section}:{key} must be {rule}."], result.Failures);
    }

    [Fact]
    public void ConfigurationDocument_Defaults_AreThoseOfTheCode()
    {
        var options = new LowLatencyStreamOptions();
        Assert.Contains($"| {options.MaxQueuedBytes}, {options.MaxReadBytes}, {options.CacheSize}, `{options.MaxWait}` |", Repository.Read("docs/configuration.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_DefaultsAndOtherProviders_Pass()
    {
        var validator = new LowLatencyStreamOptionsValidator("gateways", Section);
        Assert.True(validator.Validate("gateways", new LowLatencyStreamOptions()).Succeeded);
        Assert.True(validator.Validate("other", new LowLatencyStreamOptions { CacheSize = 0 }).Skipped);
    }
}
