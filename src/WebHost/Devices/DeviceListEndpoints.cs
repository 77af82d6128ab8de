using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Devices;

/// <summary>The devices that are known.</summary>
internal static class DeviceListEndpoints
{
    public static void Map(WebApplication app)
    {
        var reading = app.MapGroup("/devices").WithTags("Devices").RequireAuthorization(Policies.Read).DescribesProblems().DescribesTokenProblems();
        reading.MapGet("", ListAsync).WithSummary("The devices, page by page").ProducesProblem(StatusCodes.Status400BadRequest);
        reading.MapGet("/{device_id}", GetAsync).WithSummary("All that is known of a device").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapGroup("/devices").WithTags("Devices").RequireAuthorization(Policies.Admin).DescribesProblems().DescribesTokenProblems()
            .MapDelete("/{device_id}", RemoveAsync)
            .WithSummary("Forget a device")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<DevicesAnswer>, ProblemHttpResult>> ListAsync(
        IGrainFactory grains, TopicAccess topics, Requester requester, string? status = null, string? sort = null, string? limit = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var query = DeviceQueryForm.Read(status, sort, limit, cursor, out var errors);
        if ((errors.ToProblem() ?? topics.CheckSubscribe(requester, TopicNames.DeviceStatus)) is { } problem)
        {
            return problem;
        }

        var page = await grains.GetFleetStatus().ListAsync(query, cancellationToken);
        return TypedResults.Ok(new DevicesAnswer(
            [.. page.Devices.Select(device => ToJson(device, DeviceJson.WriteStatus))], page.Total, page.Next is { } next ? DeviceQueryForm.ToCursor(next, sort) : null));
    }

    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> GetAsync(
        [FromRoute(Name = "device_id")] string deviceId, IGrainFactory grains, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        if ((new RequestErrors().RequireDeviceId(deviceId).ToProblem() ?? topics.CheckSubscribe(requester, TopicNames.Device(deviceId))) is { } problem)
        {
            return problem;
        }

        return await grains.GetDevice(deviceId).GetSnapshotAsync(cancellationToken) is { } device ? TypedResults.Ok(ToJson(device, DeviceJson.WriteTwin)) : NotKnown();
    }

    private static async Task<Results<Ok<DeviceRemovedAnswer>, ProblemHttpResult>> RemoveAsync(
        [FromRoute(Name = "device_id")] string deviceId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (new RequestErrors().RequireDeviceId(deviceId).ToProblem() is { } problem)
        {
            return problem;
        }

        return await grains.GetDevice(deviceId).RemoveAsync(cancellationToken) ? TypedResults.Ok(new DeviceRemovedAnswer("Device removed", deviceId)) : NotKnown();
    }

    private static ProblemHttpResult NotKnown() => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "Nothing is known of a device with this device_id.");

    private static JsonElement ToJson(DeviceSnapshot device, Action<Utf8JsonWriter, DeviceSnapshot> write) => JsonElement.Parse(JsonText.WriteObject(data => write(data, device)));
}
