using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AndroidZen.WebHost.Topics;

/// <summary>Which topics there are.</summary>
internal static class TopicEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 200;

    public static void Map(WebApplication app) => app.MapGroup("/topics").WithTags("Topics").DescribesProblems().DescribesTokenProblems()
        .MapGet("", ListAsync)
        .WithSummary("List the topics that somebody is on")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .RequireAuthorization(Policies.Admin);

    private static async Task<Results<Ok<TopicsAnswer>, ProblemHttpResult>> ListAsync(
        ClusterTopics topics, TopicAccess access, string? prefix = null, string? cursor = null, string? limit = null, CancellationToken cancellationToken = default)
    {
        var errors = new RequestErrors()
            .CheckTopic("prefix", NullIfEmpty(prefix), access)
            .CheckTopic("cursor", NullIfEmpty(cursor), access)
            .ReadLimit("limit", limit, DefaultLimit, MaxLimit, out var count);
        return errors.ToProblem() is { } problem ? problem : TypedResults.Ok(await topics.ListAsync(prefix, NullIfEmpty(cursor), count, cancellationToken));
    }

    private static string? NullIfEmpty(string? text) => text is "" ? null : text;
}
