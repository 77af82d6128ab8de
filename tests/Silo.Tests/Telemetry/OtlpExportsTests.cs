using AndroidZen.Silo.Telemetry;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Tests.Telemetry;

public sealed class OtlpExportsTests
{
    private const string Endpoint = "http://127.0.0.1:4317";

    [Fact]
    public void Of_NothingConfigured_ExportsNothing() => Assert.Equal(default, Of());

    [Fact]
    public void Of_CommonEndpoint_ExportsAll() => Assert.Equal(new OtlpExports(true, true, true), Of(("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint)));

    [Fact]
    public void Of_EndpointOfOneSignal_ExportsThatAlone() =>
        Assert.Equal(new OtlpExports(Metrics: false, Traces: true, Logs: false), Of(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Endpoint)));

    [Fact]
    public void Of_SdkDisabled_ExportsNothing() => Assert.Equal(default, Of(("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint), ("OTEL_SDK_DISABLED", "true")));

    private static OtlpExports Of(params (string Key, string Value)[] settings) => OtlpExports.Of(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build());
}
