using OpenTelemetry.Trace;

namespace AndroidZen.Silo.Telemetry;

/// <summary>
/// Records a share of the requests, and all that belongs to them. Only a request, or a message on a socket, begins a trace: what Orleans does by itself (activations, writes of timers)
/// would be thousands of traces of one span each. Of a request that comes with a trace, its caller has decided.
/// </summary>
internal sealed class RequestSampler(double ratio) : Sampler
{
    /// <summary>What ASP.NET Core names the activity of every request.</summary>
    private const string HttpRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    /// <summary>The beginning of the names of our own activities.</summary>
    private const string Own = "androidzen.";

    private readonly ParentBasedSampler _sampler = new(new TraceIdRatioBasedSampler(ratio));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext.TraceId != default || samplingParameters.Name == HttpRequest || samplingParameters.Name.StartsWith(Own, StringComparison.Ordinal)
            ? _sampler.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);
}
