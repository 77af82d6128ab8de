using AndroidZen.Protocol;
using AndroidZen.Security;
using AndroidZen.Topics;
using AndroidZen.Users;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Presence;

/// <summary>Who is there: on a topic, or of a user.</summary>
internal static class PresenceEndpoints
{
    /// <summary>The caller, where a user is named.</summary>
    private const string Me = "me";

    private const string Suffix = "/presence";
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void Map(WebApplication app)
    {
        var presence = app.MapGroup("").WithTags("Presence").RequireAuthorization(Policies.User).DescribesProblems().DescribesTokenProblems();
        presence.MapGet("/topics/{topic}" + Suffix, FindOnTopicAsync).WithSummary("Tell who is on a topic, in the whole cluster").ProducesProblem(StatusCodes.Status400BadRequest);
        presence.MapGet("/users/{user_id}" + Suffix, FindUserAsync).WithSummary("Tell whether a user is there, and with which connections").ProducesProblem(StatusCodes.Status400BadRequest);

        // A name with '/' may come as it is, or decoded on the way by a proxy.
        presence.MapGet("/topics/{**path:regex(." + Suffix + "$)}", FindOnTopicOfPathAsync).ExcludeFromDescription();
    }

    private static Task<Results<Ok<TopicPresenceAnswer>, ProblemHttpResult>> FindOnTopicOfPathAsync(
        string path, ClusterPresence presence, TopicAccess access, Requester requester, string? limit = null, CancellationToken cancellationToken = default) =>
        FindOnTopicAsync(path[..^Suffix.Length], presence, access, requester, limit, cancellationToken);

    private static async Task<Results<Ok<TopicPresenceAnswer>, ProblemHttpResult>> FindOnTopicAsync(
        string topic, ClusterPresence presence, TopicAccess access, Requester requester, string? limit = null, CancellationToken cancellationToken = default)
    {
        topic = topic.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // The one character that ASP.NET Core leaves encoded; no topic's name has a '%'.
        var errors = new RequestErrors()
            .Check("topic", TopicNames.IsPlatformOwn(topic) || access.IsWellFormed(topic), $"must be {access.NameRule}")
            .ReadLimit("limit", limit, DefaultLimit, MaxLimit, out var count);
        if ((errors.ToProblem() ?? CheckTopic(requester.Caller, topic, access)) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(await presence.FindAsync(topic, count, cancellationToken));
    }

    private static async Task<Results<Ok<UserPresenceAnswer>, ProblemHttpResult>> FindUserAsync(
        [FromRoute(Name = "user_id")] string userId, IGrainFactory grains, Requester requester, CancellationToken cancellationToken)
    {
        var caller = requester.Caller;
        userId = userId == Me ? caller.UserId! : userId;
        var errors = new RequestErrors().Check("user_id", UserId.IsWellFormed(userId), $"must be {UserId.Rule}");
        if ((errors.ToProblem() ?? CheckUser(caller, userId)) is { } problem)
        {
            return problem;
        }

        var connections = await grains.GetUser(userId).GetConnectionsAsync(cancellationToken);
        return TypedResults.Ok(new UserPresenceAnswer(
            userId,
            connections.Count > 0,
            [
                .. connections.OrderBy(connection => connection.ConnectedAt)
                    .Select(connection => new UserConnectionAnswer(connection.ClientId, connection.Gateway, JsonText.Format(connection.ConnectedAt))),
            ]));
    }

    private static ProblemHttpResult? CheckTopic(Caller caller, string topic, TopicAccess access) => caller.IsAdmin || (!TopicNames.IsPlatformOwn(topic) && access.MaySubscribe(caller, topic))
        ? null
        : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "Who may not subscribe to a topic may not know who is on it.");

    private static ProblemHttpResult? CheckUser(Caller caller, string userId) => caller.Has(Roles.Publisher) || caller.UserId == userId
        ? null
        : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: $"This token may ask for user {caller.UserId} only.");
}
