using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;
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
        reports.MapPost("/ws/device-action/{device_id}", SendActionAsync).WithSummary("Report how far an action on a device is");
        reports.MapPost("/ws/optimization-complete", CompleteOptimizationAsync).WithSummary("Report the results of an optimization");

        var monitoring = app.MapGroup("/ws").WithTags("Devices").RequireAuthorization(Policies.Publish).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems();
        monitoring.MapPost("/start-monitoring/{device_id}", StartMonitoringAsync).WithSummary("Make a device's metrics flow at an interval");
    }

    private static async Task<Results<Ok<DeviceStatusAnswer>, ProblemHttpResult>> ReportStatusAsync(
        [FromRoute(Name = "device_id")] string deviceId, DeviceStatusRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, HttpContext context, CancellationToken cancellationToken)
    {
        var report = DeviceStatusForm.Read(deviceId, request, out var errors);
        errors.ReadIdempotencyKey(context, id: null, out var key);
        if ((errors.ToProblem() ?? access.Check(context, deviceId) ?? topics.CheckPublish(context, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        await publisher.SendDeviceStatusAsync(deviceId, report, key, cancellationToken);
        return TypedResults.Ok(new DeviceStatusAnswer("Device status recorded", deviceId, report.Status ?? DeviceStatus.Connected));
    }

    private static async Task<Results<Ok<MetricsAnswer>, ProblemHttpResult>> SendLiveMetricsAsync(
        MetricsRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, HttpContext context, CancellationToken cancellationToken)
    {
        if ((CheckMetrics(request, access, context, out var key) ?? topics.CheckPublish(context, TopicNames.Metrics(request.DeviceId!))) is { } problem)
        {
            return problem;
        }

        var metrics = JsonObjects.OrEmpty(request.Metrics);
        await publisher.SendLiveMetricsAsync(request.DeviceId!, metrics, key, cancellationToken);
        return TypedResults.Ok(new MetricsAnswer("Live metrics sent", request.DeviceId!, metrics.GetPropertyCount()));
    }

    private static async Task<Results<Ok<MetricsAnswer>, ProblemHttpResult>> SendAnalyticsAsync(
        MetricsRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, HttpContext context, CancellationToken cancellationToken)
    {
        if ((CheckMetrics(request, access, context, out var key) ?? topics.CheckPublish(context, TopicNames.Analytics)) is { } problem)
        {
            return problem;
        }

        var metrics = JsonObjects.OrEmpty(request.Metrics);
        await publisher.SendAnalyticsUpdateAsync(request.DeviceId!, metrics, key, cancellationToken);
        return TypedResults.Ok(new MetricsAnswer("Analytics update sent", request.DeviceId!, metrics.GetPropertyCount()));
    }

    private static async Task<Results<Ok<DeviceActionAnswer>, ProblemHttpResult>> SendActionAsync(
        [FromRoute(Name = "device_id")] string deviceId, DeviceActionRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors()
            .RequireDeviceId(deviceId)
            .Require("action_id", request.ActionId)
            .Require("action_type", request.ActionType)
            .CheckLength("action_id", request.ActionId, TextLimits.Word)
            .CheckLength("action_type", request.ActionType, TextLimits.Word)
            .Require("status", request.Status)
            .Check("status", DeviceActionStatus.All.Contains(request.Status ?? ""), $"must be one of {string.Join(", ", DeviceActionStatus.All)}")
            .ReadIdempotencyKey(context, request.Id, out var key);
        if ((errors.ToProblem() ?? access.Check(context, deviceId) ?? topics.CheckPublish(context, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var report = new DeviceActionReport
        {
            ActionId = request.ActionId!,
            ActionType = request.ActionType!,
            Status = request.Status!,
            Result = JsonObjects.BytesOrNull(request.Result),
        };
        await publisher.SendDeviceActionAsync(deviceId, report, key, cancellationToken);
        return TypedResults.Ok(new DeviceActionAnswer("Device action sent", deviceId, request.ActionId!, request.Status!));
    }

    private static async Task<Results<Ok<OptimizationAnswer>, ProblemHttpResult>> CompleteOptimizationAsync(
        OptimizationRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors().RequireDeviceId(request.DeviceId).CheckObject("results", request.Results).ReadIdempotencyKey(context, request.Id, out var key);
        if ((errors.ToProblem() ?? access.Check(context, request.DeviceId!) ?? topics.CheckPublish(context, TopicNames.Device(request.DeviceId!))) is { } problem)
        {
            return problem;
        }

        var results = JsonObjects.OrEmpty(request.Results);
        await publisher.SendOptimizationCompleteAsync(request.DeviceId!, results, key, cancellationToken);
        var improvements = results.TryGetMember("improvements", out var value) && value.ValueKind != JsonValueKind.Null ? value : JsonObjects.Zero;
        return TypedResults.Ok(new OptimizationAnswer("Optimization results sent", request.DeviceId!, improvements));
    }

    private static async Task<Results<Ok<MonitoringAnswer>, ProblemHttpResult>> StartMonitoringAsync(
        [FromRoute(Name = "device_id")] string deviceId, RealtimePublisher publisher, TopicAccess topics, HttpContext context, StartMonitoringRequest? request = null, CancellationToken cancellationToken = default)
    {
        var type = request?.Type ?? StartMonitoringRequest.DefaultType;
        var seconds = request?.Interval ?? StartMonitoringRequest.DefaultInterval;
        var errors = new RequestErrors()
            .RequireDeviceId(deviceId)
            .Require("type", type)
            .CheckLength("type", type, TextLimits.Word)
            .Check(
                "interval",
                seconds >= MonitoringRequest.MinInterval.TotalSeconds && seconds <= MonitoringRequest.MaxInterval.TotalSeconds,
                $"must be {MonitoringRequest.MinInterval.TotalSeconds} to {MonitoringRequest.MaxInterval.TotalSeconds} seconds")
            .ReadIdempotencyKey(context, request?.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(context, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        await publisher.StartMonitoringAsync(deviceId, type, TimeSpan.FromSeconds(seconds), key, cancellationToken);
        return TypedResults.Ok(new MonitoringAnswer("Monitoring started", deviceId, type, seconds));
    }

    private static ProblemHttpResult? CheckMetrics(MetricsRequest request, DeviceAccess access, HttpContext context, out string? key) =>
        new RequestErrors().RequireDeviceId(request.DeviceId).CheckObject("metrics", request.Metrics).ReadIdempotencyKey(context, request.Id, out key).ToProblem()
        ?? access.Check(context, request.DeviceId!);
}
