using AndroidZen.Security;
using AndroidZen.Topics;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AndroidZen.WebHost.Topics;

/// <summary>Decides who may subscribe to a topic, and publish on it.</summary>
internal sealed class TopicAccess(TopicPolicies policies)
{
    public bool MaySubscribe(Caller caller, string topic) => Has(caller, policies.For(topic).SubscribeRole);

    /// <summary>A problem, if the caller may not publish on the topic.</summary>
    public ProblemHttpResult? CheckPublish(HttpContext context, string topic) => Has(Caller.From(context.User), policies.For(topic).PublishRole)
        ? null
        : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: $"Topic {topic} asks its publishers for a role that the request does not have.");

    private static bool Has(Caller caller, string? role) => role switch
    {
        null => true,
        Roles.User => caller.IsAuthenticated,
        _ => caller.Has(role),
    };
}
