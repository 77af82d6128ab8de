using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.Users;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Users;

/// <summary>A user's own notifications.</summary>
internal static class InboxEndpoints
{
    public static void Map(WebApplication app)
    {
        var inbox = app.MapGroup("/users/me/notifications").WithTags("Users").RequireAuthorization(Policies.User).DescribesProblems().DescribesTokenProblems();
        inbox.MapGet("", ListAsync).WithSummary("The notifications that are kept for you, the latest first").ProducesProblem(StatusCodes.Status400BadRequest);
        inbox.MapPost("/{notification_id}/read", MarkOneAsync).WithSummary("You have read a notification").ProducesProblem(StatusCodes.Status404NotFound);
        inbox.MapPost("/read", MarkAsync).WithSummary("You have read some notifications, or all").DescribesBodyProblems();
    }

    private static async Task<Results<Ok<InboxAnswer>, ProblemHttpResult>> ListAsync(IGrainFactory grains, Requester requester, string? unread = null, CancellationToken cancellationToken = default)
    {
        if (new RequestErrors().Check("unread", unread is null or "true" or "false", "must be true or false").ToProblem() is { } problem)
        {
            return problem;
        }

        var notifications = await User(grains, requester).GetNotificationsAsync(cancellationToken);
        return TypedResults.Ok(new InboxAnswer(
            [.. notifications.Where(kept => unread != "true" || kept.ReadAt is null).Reverse().Select(ToJson)], notifications.Count(kept => kept.ReadAt is null)));
    }

    private static async Task<Results<Ok<InboxReadingAnswer>, ProblemHttpResult>> MarkOneAsync(
        [FromRoute(Name = "notification_id")] string notificationId, IGrainFactory grains, Requester requester, CancellationToken cancellationToken)
    {
        var reading = await User(grains, requester).MarkReadAsync([notificationId], cancellationToken);
        return reading.Read.Count == 0
            ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "No notification with this id is kept for you.")
            : TypedResults.Ok(new InboxReadingAnswer("Marked as read", reading.Read, reading.Unread));
    }

    private static async Task<Results<Ok<InboxReadingAnswer>, ProblemHttpResult>> MarkAsync(
        IGrainFactory grains, Requester requester, MarkReadRequest? request = null, CancellationToken cancellationToken = default)
    {
        var ids = request?.NotificationIds;
        if (new RequestErrors().Check("notification_ids", ids is null || (ids.Count is > 0 and <= Inbox.MaxIds && ids.All(id => id is not null)), Inbox.IdsRule).ToProblem() is { } problem)
        {
            return problem;
        }

        var reading = await User(grains, requester).MarkReadAsync(ids?.OfType<string>().ToList(), cancellationToken);
        return TypedResults.Ok(new InboxReadingAnswer("Marked as read", reading.Read, reading.Unread));
    }

    private static IUserGrain User(IGrainFactory grains, Requester requester) => grains.GetUser(requester.Caller.UserId!);

    /// <summary>As it was sent, but for what has become of it.</summary>
    private static JsonElement ToJson(UserNotification notification) => JsonElement.Parse(JsonText.WriteObject(data =>
    {
        foreach (var (name, value) in JsonMembers.Read(notification.Data).Where(member => member.Name != "read"))
        {
            data.WriteRaw(name, value);
        }

        data.WriteBoolean("read", notification.ReadAt is not null);
        if (notification.ReadAt is { } readAt)
        {
            data.WriteTime("read_at", readAt);
        }
    }));
}
