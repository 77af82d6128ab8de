using System.Diagnostics;
using AndroidZen.Silo.Telemetry;
using OpenTelemetry.Trace;

namespace AndroidZen.Silo.Tests.Telemetry;

public sealed class RequestSamplerTests
{
    private const string HttpRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    [Theory]
    [InlineData(HttpRequest, 1, SamplingDecision.RecordAndSample)]
    [InlineData(HttpRequest, 0, SamplingDecision.Drop)]
    [InlineData("androidzen.socket.publish", 1, SamplingDecision.RecordAndSample)]
    [InlineData("activate grain", 1, SamplingDecision.Drop)]
    [InlineData("IDeviceGrain/ReportMetricsAsync", 1, SamplingDecision.Drop)]
    public void ShouldSample_BeginningOfATrace_IsARequestAndOfTheShare(string name, double ratio, SamplingDecision decision) => Assert.Equal(decision, Sample(ratio, name, default));

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, 0, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityTraceFlags.None, 1, SamplingDecision.Drop)]
    public void ShouldSample_PartOfATrace_IsAsItsParent(ActivityTraceFlags flags, double ratio, SamplingDecision decision)
    {
        foreach (var name in new[] { HttpRequest, "activate grain" })
        {
            Assert.Equal(decision, Sample(ratio, name, new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true)));
        }
    }

    private static SamplingDecision Sample(double ratio, string name, ActivityContext parent) =>
        new RequestSampler(ratio).ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), name, ActivityKind.Server)).Decision;
}
