using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Publishing;
using AndroidZen.Topics;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Devices;

/// <summary>What devices, and back ends for them, report.</summary>
internal static class DeviceEndpoints
{
    public static void Map(WebApplication app)
    {
        var reports = app.MapGroup("").WithTags("Devices").RequireAuthorization(Policies.Report).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems();
        reports.MapPost("/devices/{device_id}/status", ReportStatusAsync).WithSummary("Report a device's state");
        reports.MapPost("/ws/live-metrics", SendLiveMetricsAsync).WithSummary("Send live metrics of a device");
        reports.MapPost("/ws/analytics-update", SendAnalyticsAsync).WithSummary("Send metrics of a device for the fleet's analytics");
        reports.MapPost("/ws/optimization-complete", CompleteOptimizationAsync).WithSummary("Report the results of an optimization");
    }

    internal static async Task<Results<Ok<DeviceStatusAnswer>, ProblemHttpResult>> ReportStatusAsync(
        [FromRoute(Name = "device_id")] string deviceId, DeviceStatusRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var report = DeviceStatusForm.Read(deviceId, request, out var errors);
        errors.ReadIdempotencyKey(requester, id: null, out var key);
        if ((errors.ToProblem() ?? access.Check(requester, deviceId) ?? topics.CheckPublish(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        await publisher.SendDeviceStatusAsync(deviceId, report, key, cancellationToken);
        return TypedResults.Ok(new DeviceStatusAnswer("Device status recorded", deviceId, report.Status ?? DeviceStatus.Connected));
    }

    internal static async Task<Results<Ok<MetricsAnswer>, ProblemHttpResult>> SendLiveMetricsAsync(
        MetricsRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        if ((CheckMetrics(request, access, requester, out var key) ?? topics.CheckPublish(requester, TopicNames.Metrics(request.DeviceId!))) is { } problem)
        {
            return problem;
        }

        var metrics = JsonObjects.OrEmpty(request.Metrics);
        await publisher.SendLiveMetricsAsync(request.DeviceId!, metrics, key, cancellationToken);
        return TypedResults.Ok(new MetricsAnswer("Live metrics sent", request.DeviceId!, metrics.GetPropertyCount()));
    }

    internal static async Task<Results<Ok<MetricsAnswer>, ProblemHttpResult>> SendAnalyticsAsync(
        MetricsRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        if ((CheckMetrics(request, access, requester, out var key) ?? topics.CheckPublish(requester, TopicNames.Analytics)) is { } problem)
        {
            return problem;
        }

        var metrics = JsonObjects.OrEmpty(request.Metrics);
        await publisher.SendAnalyticsUpdateAsync(request.DeviceId!, metrics, key, cancellationToken);
        return TypedResults.Ok(new MetricsAnswer("Analytics update sent", request.DeviceId!, metrics.GetPropertyCount()));
    }

    internal static async Task<Results<Ok<OptimizationAnswer>, ProblemHttpResult>> CompleteOptimizationAsync(
        OptimizationRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors().RequireDeviceId(request.DeviceId).CheckObject("results", request.Results).ReadIdempotencyKey(requester, request.Id, out var key);
        if ((errors.ToProblem() ?? access.Check(requester, request.DeviceId!) ?? topics.CheckPublish(requester, TopicNames.Device(request.DeviceId!))) is { } problem)
        {
            return problem;
        }

        var results = JsonObjects.OrEmpty(request.Results);
        await publisher.SendOptimizationCompleteAsync(request.DeviceId!, results, key, cancellationToken);
        var improvements = results.TryGetMember("improvements", out var value) && value.ValueKind != JsonValueKind.Null ? value : JsonObjects.Zero;
        return TypedResults.Ok(new OptimizationAnswer("Optimization results sent", request.DeviceId!, improvements));
    }

    private static ProblemHttpResult? CheckMetrics(MetricsRequest request, DeviceAccess access, Requester requester, out string? key) =>
        new RequestErrors().RequireDeviceId(request.DeviceId).CheckObject("metrics", request.Metrics).ReadIdempotencyKey(requester, request.Id, out key).ToProblem()
        ?? access.Check(requester, request.DeviceId!);
}
