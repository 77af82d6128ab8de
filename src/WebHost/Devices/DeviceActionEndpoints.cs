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

/// <summary>What is done on devices: requested by back ends, reported by the devices.</summary>
internal static class DeviceActionEndpoints
{
    private const string Running = "running";

    public static void Map(WebApplication app)
    {
        app.MapGroup("").WithTags("Devices").RequireAuthorization(Policies.Report).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems()
            .MapPost("/ws/device-action/{device_id}", ReportAsync)
            .WithSummary("Report how far an action on a device is")
            .ProducesProblem(StatusCodes.Status409Conflict);

        app.MapGroup("/devices/{device_id}/actions").WithTags("Devices").RequireAuthorization(Policies.Publish).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems()
            .MapPost("", RequestAsync)
            .WithSummary("Request an action on a device")
            .ProducesProblem(StatusCodes.Status409Conflict);

        var reading = app.MapGroup("/devices/{device_id}/actions").WithTags("Devices").RequireAuthorization(Policies.Read).DescribesProblems().DescribesTokenProblems();
        reading.MapGet("", ListAsync).WithSummary("The actions of a device, the latest first").ProducesProblem(StatusCodes.Status400BadRequest);
        reading.MapGet("/{action_id}", GetAsync).WithSummary("One action of a device").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    internal static async Task<Results<Ok<DeviceActionAnswer>, ProblemHttpResult>> ReportAsync(
        [FromRoute(Name = "device_id")] string deviceId, DeviceActionRequest request, RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = CheckAction(deviceId, request.ActionType)
            .Require("action_id", request.ActionId)
            .CheckLength("action_id", request.ActionId, TextLimits.Word)
            .Require("status", request.Status)
            .Check("status", DeviceActionStatus.All.Contains(request.Status ?? ""), $"must be one of {string.Join(", ", DeviceActionStatus.All)}")
            .CheckPercent("progress", request.Progress)
            .ReadIdempotencyKey(requester, request.Id, out var key);
        if ((errors.ToProblem() ?? access.Check(requester, deviceId) ?? topics.CheckPublish(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var report = new DeviceAction
        {
            ActionId = request.ActionId!,
            ActionType = request.ActionType!,
            Status = request.Status!,
            Result = JsonObjects.BytesOrNull(request.Result),
            Progress = request.Progress,
        };
        var outcome = await publisher.SendDeviceActionAsync(deviceId, report, key, cancellationToken);
        return outcome.Refusal is { } refusal ? Conflict(refusal) : TypedResults.Ok(new DeviceActionAnswer("Device action sent", deviceId, request.ActionId!, request.Status!));
    }

    private static async Task<Results<Created<RequestedActionAnswer>, ProblemHttpResult>> RequestAsync(
        [FromRoute(Name = "device_id")] string deviceId, RequestActionRequest request, RealtimePublisher publisher, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = CheckAction(deviceId, request.ActionType)
            .Check("action_id", request.ActionId is not "", "must not be empty")
            .CheckLength("action_id", request.ActionId, TextLimits.Word)
            .CheckObject("parameters", request.Parameters)
            .Check("timeout", request.Timeout is null or (>= RequestActionRequest.MinTimeout and <= RequestActionRequest.MaxTimeout), $"must be {RequestActionRequest.MinTimeout} to {RequestActionRequest.MaxTimeout} seconds")
            .ReadIdempotencyKey(requester, request.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var outcome = await publisher.RequestDeviceActionAsync(
            deviceId,
            request.ActionType!,
            JsonObjects.BytesOrNull(request.Parameters),
            request.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            request.ActionId,
            requester.Caller.UserId,
            key,
            cancellationToken);
        return outcome.Refusal is { } refusal
            ? Conflict(refusal)
            : TypedResults.Created(
                $"/devices/{Uri.EscapeDataString(deviceId)}/actions/{Uri.EscapeDataString(outcome.Action!.ActionId)}",
                new RequestedActionAnswer("Device action requested", deviceId, outcome.Action.ActionId, outcome.Action.ActionType, outcome.Action.Status, JsonText.Format(outcome.Action.Deadline() ?? outcome.Action.UpdatedAt!.Value)));
    }

    private static async Task<Results<Ok<DeviceActionsAnswer>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "device_id")] string deviceId, IGrainFactory grains, TopicAccess topics, Requester requester, string? status = null, CancellationToken cancellationToken = default)
    {
        var errors = new RequestErrors().RequireDeviceId(deviceId).Check(
            "status", status is null or Running || DeviceActionStatus.All.Contains(status), $"must be {Running}, or one of {string.Join(", ", DeviceActionStatus.All)}");
        if ((errors.ToProblem() ?? topics.CheckSubscribe(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var device = await grains.GetDevice(deviceId).GetSnapshotAsync(cancellationToken);
        var actions = (device?.Actions ?? []).Where(action => status is null || action.Status == status || (status == Running && action.IsRunning())).Reverse();
        return TypedResults.Ok(new DeviceActionsAnswer([.. actions.Select(action => ToJson(deviceId, action))]));
    }

    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> GetAsync(
        [FromRoute(Name = "device_id")] string deviceId, [FromRoute(Name = "action_id")] string actionId, IGrainFactory grains, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        if ((new RequestErrors().RequireDeviceId(deviceId).ToProblem() ?? topics.CheckSubscribe(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        var device = await grains.GetDevice(deviceId).GetSnapshotAsync(cancellationToken);
        return device?.Actions.FirstOrDefault(action => action.ActionId == actionId) is { } action
            ? TypedResults.Ok(ToJson(deviceId, action))
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "The device has no action with this action_id, or has it no more.");
    }

    private static RequestErrors CheckAction(string deviceId, string? type) =>
        new RequestErrors().RequireDeviceId(deviceId).Require("action_type", type).CheckLength("action_type", type, TextLimits.Word);

    private static ProblemHttpResult Conflict(string refusal) => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: refusal + ".");

    private static JsonElement ToJson(string deviceId, DeviceAction action) => JsonElement.Parse(JsonText.WriteObject(data => DeviceJson.WriteAction(data, deviceId, action, action.UpdatedAt)));
}
