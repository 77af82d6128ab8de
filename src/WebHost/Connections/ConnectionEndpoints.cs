using AndroidZen.Gateways;
using AndroidZen.Users;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Connections;

/// <summary>Statistics, and what administrators do to connections.</summary>
internal static class ConnectionEndpoints
{
    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup("/ws").WithTags("Connections").DescribesProblems();
        routes.MapGet("/stats", GetStatsAsync).WithSummary("Count connections, users and subscriptions in the whole cluster");
        routes.MapDelete("/connections/{client_id}", DisconnectAsync)
            .WithSummary("Close a connection, on whichever host it is")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DescribesTokenProblems()
            .RequireAuthorization(Policies.Admin);
        routes.MapPost("/cleanup", CleanUpAsync)
            .WithSummary("Close the connections that have been silent for too long")
            .DescribesTokenProblems()
            .RequireAuthorization(Policies.Admin);
    }

    private static async Task<Ok<StatsAnswer>> GetStatsAsync(ClusterStatistics statistics, CancellationToken cancellationToken) =>
        TypedResults.Ok(new StatsAnswer(await statistics.CountAsync(cancellationToken), "active"));

    private static async Task<Results<Ok<DisconnectAnswer>, ProblemHttpResult>> DisconnectAsync(
        [FromRoute(Name = "client_id")] string clientId, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        if (new RequestErrors().Check("client_id", UserId.IsWellFormed(clientId), $"must be {UserId.Rule}").ToProblem() is { } problem)
        {
            return problem;
        }

        var location = await grains.GetConnectionDirectory(clientId).FindAsync(clientId, cancellationToken);
        var outcome = location is null
            ? DisconnectOutcome.NotThere
            : await grains.GetGrain<IGatewayGrain>(location.Gateway).DisconnectAsync(location.ConnectionId, RemoteDisconnectReason.Administrator, cancellationToken);
        return outcome switch
        {
            DisconnectOutcome.Closed => TypedResults.Ok(new DisconnectAnswer($"Connection {clientId} closed", clientId)),
            DisconnectOutcome.NotThere => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "No connection has this client_id."),
            _ => TypedResults.Problem(ClusterGate.Unavailable(context, "The web host that has the connection does not answer; try again.")),
        };
    }

    private static async Task<Ok<CleanupAnswer>> CleanUpAsync(IGrainFactory grains, CancellationToken cancellationToken)
    {
        var closed = await grains.AskGatewaysAsync(gateway => gateway.CleanUpAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new CleanupAnswer($"Silent connections closed: {closed.Sum()}", closed.Sum()));
    }
}
