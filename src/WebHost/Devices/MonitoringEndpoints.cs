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

/// <summary>Watching a device's metrics at an interval.</summary>
internal static class MonitoringEndpoints
{
    public static void Map(WebApplication app)
    {
        var monitoring = app.MapGroup("/ws").WithTags("Devices").RequireAuthorization(Policies.Publish).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems();
        monitoring.MapPost("/start-monitoring/{device_id}", StartAsync).WithSummary("Make a device's metrics flow at an interval");
        monitoring.MapPost("/stop-monitoring/{device_id}", StopAsync).WithSummary("Watch a device no longer");
    }

    private static async Task<Results<Ok<MonitoringAnswer>, ProblemHttpResult>> StartAsync(
        [FromRoute(Name = "device_id")] string deviceId, RealtimePublisher publisher, TopicAccess topics, Requester requester, StartMonitoringRequest? request = null, CancellationToken cancellationToken = default)
    {
        var type = request?.Type ?? StartMonitoringRequest.DefaultType;
        var seconds = request?.Interval ?? StartMonitoringRequest.DefaultInterval;
        var errors = CheckWatcher(deviceId, request?.Watcher)
            .Require("type", type)
            .CheckLength("type", type, TextLimits.Word)
            .Check(
                "interval",
                seconds >= MonitoringRequest.MinInterval.TotalSeconds && seconds <= MonitoringRequest.MaxInterval.TotalSeconds,
                $"must be {MonitoringRequest.MinInterval.TotalSeconds} to {MonitoringRequest.MaxInterval.TotalSeconds} seconds")
            .ReadIdempotencyKey(requester, request?.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        await publisher.StartMonitoringAsync(deviceId, type, TimeSpan.FromSeconds(seconds), request?.Watcher ?? requester.Caller.UserId, key, cancellationToken);
        return TypedResults.Ok(new MonitoringAnswer("Monitoring started", deviceId, type, seconds));
    }

    private static async Task<Results<Ok<MonitoringStoppedAnswer>, ProblemHttpResult>> StopAsync(
        [FromRoute(Name = "device_id")] string deviceId, IGrainFactory grains, TopicAccess topics, Requester requester, StopMonitoringRequest? request = null, CancellationToken cancellationToken = default)
    {
        if ((CheckWatcher(deviceId, request?.Watcher).ToProblem() ?? topics.CheckPublish(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var remaining = await grains.GetDevice(deviceId).StopMonitoringAsync(request?.Watcher ?? requester.Caller.UserId, request?.All ?? false, cancellationToken);
        return TypedResults.Ok(new MonitoringStoppedAnswer(
            remaining is null ? "Monitoring stopped" : "Others watch on", deviceId, remaining is not null, remaining?.MonitoringType, remaining?.Interval.TotalSeconds));
    }

    private static RequestErrors CheckWatcher(string deviceId, string? watcher) =>
        new RequestErrors().RequireDeviceId(deviceId).Check("watcher", watcher is not "", "must not be empty").CheckLength("watcher", watcher, TextLimits.Word);
}
