using AndroidZen.Publishing;
using AndroidZen.Topics;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AndroidZen.WebHost.Devices;

/// <summary>Many samples in one request: for back ends that gather, and devices that were offline.</summary>
internal static class MetricsBatchEndpoint
{
    /// <summary>What an index adds to the request's key: each sample is a request of its own.</summary>
    private const int MaxIndexLength = 5;

    /// <summary>How many devices' samples are on their way at the same time.</summary>
    private const int Concurrency = 64;

    public static void Map(WebApplication app) => app
        .MapGroup("/ws").WithTags("Devices").RequireAuthorization(Policies.Report).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems()
        .MapPost("/live-metrics/batch", SendAsync)
        .WithSummary("Send live metrics of many devices");

    private static async Task<Results<Ok<MetricsBatchAnswer>, ProblemHttpResult>> SendAsync(
        MetricsBatchRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var samples = request.Samples ?? [];
        var errors = new RequestErrors()
            .Check("samples", samples.Count is > 0 and <= MetricsBatchRequest.MaxSamples, $"must be a list of 1 to {MetricsBatchRequest.MaxSamples} samples")
            .ReadIdempotencyKey(requester, request.Id, out var key)
            .Check("id", key is null || key.Length <= IdempotencyKey.MaxLength - MaxIndexLength, $"must be at most {IdempotencyKey.MaxLength - MaxIndexLength} characters long");
        for (var n = 0; n < samples.Count; n++)
        {
            errors.Check($"samples[{n}]", samples[n] is not null, "must be an object").RequireDeviceId(samples[n]?.DeviceId, $"samples[{n}].device_id").CheckObject($"samples[{n}].metrics", samples[n]?.Metrics);
        }

        // All of them or none: nothing has been taken when something is wrong.
        if ((errors.ToProblem() ?? samples.Select(sample => access.Check(requester, sample!.DeviceId!) ?? topics.CheckPublish(requester, TopicNames.Metrics(sample.DeviceId!))).FirstOrDefault(found => found is not null)) is { } problem)
        {
            return problem;
        }

        var devices = samples.Select((sample, index) => (Sample: sample!, Key: key is null ? null : $"{key}#{index}")).GroupBy(item => item.Sample.DeviceId!).ToList();
        await Parallel.ForEachAsync(devices, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (device, token) =>
        {
            foreach (var (sample, sampleKey) in device)
            {
                await publisher.SendLiveMetricsAsync(device.Key, JsonObjects.OrEmpty(sample.Metrics), sampleKey, token);
            }
        });
        return TypedResults.Ok(new MetricsBatchAnswer("Live metrics sent", samples.Count, devices.Count));
    }
}
