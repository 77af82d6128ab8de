using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.Publishing;
using AndroidZen.Topics;
using AndroidZen.Users;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Topics;

/// <summary>What back ends tell the fleet's watchers, users, or everybody.</summary>
internal static class PublishingEndpoints
{
    private const string UnknownAlertType = "unknown";

    public static void Map(WebApplication app)
    {
        var publish = app.MapGroup("/ws").WithTags("Publishing").RequireAuthorization(Policies.Publish).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems();
        publish.MapPost("/device-alert", SendDeviceAlertAsync).WithSummary("Send an alert about a device to those who watch it");
        publish.MapPost("/security-alert", SendSecurityAlertAsync).WithSummary("Send a security alert");
        publish.MapPost("/performance-data", SendPerformanceDataAsync).WithSummary("Send the fleet's performance figures");
        publish.MapPost("/notification", SendNotificationAsync).WithSummary("Send a notification to a user, or to everybody on notifications");

        var admin = app.MapGroup("/ws").WithTags("Publishing").RequireAuthorization(Policies.Admin).DescribesProblems().DescribesTokenProblems().DescribesBodyProblems();
        admin.MapPost("/broadcast", BroadcastAsync).WithSummary("Send a message to a topic, or to every connection");
        admin.MapPost("/send-to-user/{user_id}", SendToUserAsync).WithSummary("Send a message to every connection of a user");
    }

    private static async Task<Results<Ok<AlertAnswer>, ProblemHttpResult>> SendDeviceAlertAsync(DeviceAlertRequest request, RealtimePublisher publisher, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors()
            .RequireDeviceId(request.DeviceId)
            .CheckLength("alert_type", request.AlertType, TextLimits.Word)
            .CheckLength("message", request.Message, TextLimits.Message)
            .CheckLength("severity", request.Severity, TextLimits.Word)
            .ReadIdempotencyKey(requester, request.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.Device(request.DeviceId!))) is { } problem)
        {
            return problem;
        }

        var type = request.AlertType ?? DeviceAlertRequest.DefaultType;
        await publisher.SendDeviceAlertAsync(request.DeviceId!, type, request.Message ?? DeviceAlertRequest.DefaultMessage, request.Severity ?? DeviceAlertRequest.DefaultSeverity, key, cancellationToken);
        return TypedResults.Ok(new AlertAnswer("Device alert sent", request.DeviceId!, type));
    }

    internal static async Task<Results<Ok<AlertAnswer>, ProblemHttpResult>> SendSecurityAlertAsync(SecurityAlertRequest request, RealtimePublisher publisher, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors().RequireDeviceId(request.DeviceId).CheckObject("alert_details", request.AlertDetails).ReadIdempotencyKey(requester, request.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.Security)) is { } problem)
        {
            return problem;
        }

        var details = JsonObjects.OrEmpty(request.AlertDetails);
        var type = details.TryGetMember("type", out var value) && value.TryGetText(out var text) ? text! : UnknownAlertType;
        await publisher.SendSecurityAlertAsync(request.DeviceId!, details, key, cancellationToken);
        return TypedResults.Ok(new AlertAnswer("Security alert sent", request.DeviceId!, type));
    }

    internal static async Task<Results<Ok<PerformanceAnswer>, ProblemHttpResult>> SendPerformanceDataAsync([FromBody] JsonElement body, RealtimePublisher publisher, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors().Check("body", body.ValueKind == JsonValueKind.Object, "must be an object").ReadIdempotencyKey(requester, id: null, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.Performance)) is { } problem)
        {
            return problem;
        }

        await publisher.SendPerformanceDataAsync(body, key, cancellationToken);
        return TypedResults.Ok(new PerformanceAnswer("Performance data sent", body.GetPropertyCount()));
    }

    internal static async Task<Results<Ok<NotificationAnswer>, ProblemHttpResult>> SendNotificationAsync(NotificationRequest request, RealtimePublisher publisher, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors()
            .Require("title", request.Title)
            .Require("message", request.Message)
            .CheckLength("type", request.Type, TextLimits.Word)
            .CheckLength("title", request.Title, TextLimits.Title)
            .CheckLength("message", request.Message, TextLimits.Message)
            .CheckLength("severity", request.Severity, TextLimits.Word)
            .Check("user_id", request.UserId is null || UserId.IsWellFormed(request.UserId), $"must be {UserId.Rule}")
            .ReadIdempotencyKey(requester, request.Id, out var key);
        if (request.DeviceId is not null)
        {
            errors.RequireDeviceId(request.DeviceId);
        }

        var topic = request.UserId is { } userId ? TopicNames.User(userId) : TopicNames.Notifications;
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, topic)) is { } problem)
        {
            return problem;
        }

        var type = request.Type ?? NotificationRequest.DefaultWord;
        var severity = request.Severity ?? NotificationRequest.DefaultWord;
        var (id, _) = await publisher.SendNotificationAsync(
            type, request.Title!, request.Message!, severity, request.UserId, request.DeviceId, request.Data, key, cancellationToken);
        return TypedResults.Ok(new NotificationAnswer("Notification sent", type, request.Title!, severity, id));
    }

    private static async Task<Results<Ok<BroadcastAnswer>, ProblemHttpResult>> BroadcastAsync(RealtimePublisher publisher, TopicAccess topics, Requester requester, BroadcastRequest? request = null, CancellationToken cancellationToken = default)
    {
        var type = request?.Type ?? BroadcastRequest.DefaultType;
        var errors = CheckMessage(type, request?.Data).CheckTopic("subscription_filter", request?.SubscriptionFilter, topics).ReadIdempotencyKey(requester, request?.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, request?.SubscriptionFilter ?? TopicNames.Everyone)) is { } problem)
        {
            return problem;
        }

        var receipt = await publisher.BroadcastAsync(type, JsonObjects.OrEmpty(request?.Data), request?.SubscriptionFilter, key, cancellationToken);
        return TypedResults.Ok(new BroadcastAnswer("Message broadcast", receipt.Recipients, type));
    }

    private static async Task<Results<Ok<SendToUserAnswer>, ProblemHttpResult>> SendToUserAsync(
        [FromRoute(Name = "user_id")] string userId, RealtimePublisher publisher, TopicAccess topics, Requester requester, SendToUserRequest? request = null, CancellationToken cancellationToken = default)
    {
        var type = request?.Type ?? BroadcastRequest.DefaultType;
        var errors = CheckMessage(type, request?.Data).Check("user_id", UserId.IsWellFormed(userId), $"must be {UserId.Rule}").ReadIdempotencyKey(requester, request?.Id, out var key);
        if ((errors.ToProblem() ?? topics.CheckPublish(requester, TopicNames.User(userId))) is { } problem)
        {
            return problem;
        }

        var receipt = await publisher.SendToUserAsync(userId, type, JsonObjects.OrEmpty(request?.Data), key, cancellationToken);
        return TypedResults.Ok(receipt.Recipients == 0
            ? new SendToUserAnswer("The user is not connected", userId, 0, Type: null)
            : new SendToUserAnswer("Message sent", userId, receipt.Recipients, type));
    }

    private static RequestErrors CheckMessage(string type, JsonElement? data) => new RequestErrors()
        .Check("type", MessageTypes.IsKnown(type), $"must be one of {string.Join(", ", MessageTypes.All)}")
        .CheckObject("data", data);
}
