using AndroidZen.WebHost.Gateways;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Answers 503 while no cluster is there to carry a request out.</summary>
internal static class ClusterGate
{
    /// <summary>When a client may try again.</summary>
    private const string RetryAfterSeconds = "1";

    private static readonly PathString[] _clusterPaths = ["/ws", "/devices", "/topics", "/users", "/alerts"];

    /// <summary>Keeps requests back until the cluster has been reached for the first time: before, this process knows no grain. Later losses are <see cref="ProblemHandler"/>'s.</summary>
    public static WebApplication UseClusterGate(this WebApplication app)
    {
        var heart = app.Services.GetRequiredService<GatewayHeart>();
        app.Use((context, next) => heart.First.IsCompleted || !IsBehind(context.Request.Path)
            ? next(context)
            : TypedResults.Problem(Unavailable(context, "This server has not reached the cluster yet; try again.")).ExecuteAsync(context));
        return app;
    }

    /// <summary>Whether requests of this path need the cluster.</summary>
    public static bool IsBehind(PathString path) => Array.Exists(_clusterPaths, behind => path.StartsWithSegments(behind));

    /// <summary>The 503, with its <c>Retry-After</c>.</summary>
    public static ProblemDetails Unavailable(HttpContext context, string detail, string title = "The cluster does not answer")
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return new ProblemDetails { Status = StatusCodes.Status503ServiceUnavailable, Title = title, Detail = detail };
    }
}
