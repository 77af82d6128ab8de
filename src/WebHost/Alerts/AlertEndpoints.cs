using AndroidZen.Alerts;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Alerts;

/// <summary>Security alerts: which there are, and that somebody has seen to one.</summary>
internal static class AlertEndpoints
{
    public static void Map(WebApplication app)
    {
        var alerts = app.MapGroup("/alerts").WithTags("Alerts").DescribesProblems().DescribesTokenProblems();
        alerts.MapGet("", ListAsync)
            .WithSummary("List security alerts, the newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .RequireAuthorization(Policies.User);
        alerts.MapGet("/{alert_id}", GetAsync)
            .WithSummary("Get a security alert")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireAuthorization(Policies.User);
        alerts.MapPost("/{alert_id}/acknowledge", AcknowledgeAsync)
            .WithSummary("Say that you have seen to a security alert; the first to say so counts")
            .DescribesBodyProblems()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireAuthorization(Policies.Operate);
    }

    private static async Task<Results<Ok<AlertListAnswer>, ProblemHttpResult>> ListAsync(
        IGrainFactory grains,
        TopicAccess topics,
        Requester requester,
        string? state = null,
        [FromQuery(Name = "device_id")] string? deviceId = null,
        string? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        var query = AlertListForm.Read(state, deviceId, limit, cursor, out var errors);
        if ((topics.CheckSubscribe(requester, TopicNames.Security) ?? errors.ToProblem()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(AlertListAnswer.From(await grains.GetAlerts().ListAsync(query, cancellationToken)));
    }

    private static async Task<Results<Ok<KeptAlert>, ProblemHttpResult>> GetAsync(
        [FromRoute(Name = "alert_id")] string alertId, IGrainFactory grains, TopicAccess topics, Requester requester, CancellationToken cancellationToken)
    {
        if (topics.CheckSubscribe(requester, TopicNames.Security) is { } problem)
        {
            return problem;
        }

        return Answer(await grains.GetAlerts().GetAsync(alertId, cancellationToken));
    }

    private static async Task<Results<Ok<KeptAlert>, ProblemHttpResult>> AcknowledgeAsync(
        [FromRoute(Name = "alert_id")] string alertId, IGrainFactory grains, TopicAccess topics, Requester requester, AcknowledgeRequest? request = null, CancellationToken cancellationToken = default)
    {
        var errors = new RequestErrors().CheckLength("note", request?.Note, TextLimits.Message);
        if ((topics.CheckSubscribe(requester, TopicNames.Security) ?? errors.ToProblem()) is { } problem)
        {
            return problem;
        }

        var acknowledgement = await grains.GetAlerts().AcknowledgeAsync(alertId, requester.Caller.UserId!, request?.Note, cancellationToken);
        return Answer(acknowledgement.Alert);
    }

    private static Results<Ok<KeptAlert>, ProblemHttpResult> Answer(Alert? alert) => alert is null
        ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "No alert has this alert_id, or it is not kept any more.")
        : TypedResults.Ok(KeptAlert.From(alert));
}
