using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class OptionsAtStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Devices:WriteBehindDelay", "00:00:00")]
    [InlineData("Devices:MaxActions", "0")]
    [InlineData("Devices:MonitoringLease", "40.00:00:00")]
    [InlineData("Devices:StatusWindow", "00:02:00")]
    [InlineData("Devices:MaxDevicesPerMessage", "-1")]
    [InlineData("GatewayWatch:MissedHeartbeats", "1")]
    [InlineData("GatewayWatch:AnswerTimeout", "00:05:00")]
    [InlineData("Dispatch:MaxBatch", "0")]
    [InlineData("Dispatch:MaxPending", "0")]
    [InlineData("Dispatch:MaxRetries", "-1")]
    [InlineData("Dispatch:RetryDelay", "00:00:00")]
    [InlineData("Users:MaxNotifications", "0")]
    public async Task Start_ValueOutOfRange_StopsNamingSectionAndProperty(string setting, string value)
    {
        var settings = _folder.Settings();
        settings[setting] = value;
        using var host = SiloHost.Build(settings);
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Devices:MaxActions", "many")]
    [InlineData("Dispatch:RetryDelay", "soon")]
    public async Task Start_ValueOfTheWrongKind_StopsNamingTheSetting(string setting, string value)
    {
        var settings = _folder.Settings();
        settings[setting] = value;
        using var host = SiloHost.Build(settings);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
    }
}
