using AndroidZen.Security;
using AndroidZen.Topics;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AndroidZen.WebHost.Topics;

/// <summary>Decides which topics can be named, and who may subscribe to them and publish on them.</summary>
internal sealed class TopicAccess(TopicPolicies policies)
{
    /// <summary>What a name of a topic must be, for error texts.</summary>
    public string NameRule { get; } = TopicNames.Rule(policies.MaxNameLength);

    public bool IsWellFormed(string topic) => TopicNames.IsWellFormed(topic, policies.MaxNameLength);

    /// <summary>Who may not subscribe to a topic may not watch either who does.</summary>
    public bool MaySubscribe(Caller caller, string topic) =>
        Has(caller, policies.For(topic).SubscribeRole) && (TopicNames.PresenceOf(topic) is not { } watched || MaySubscribe(caller, watched));

    /// <summary>A problem, if the caller may not publish on the topic.</summary>
    public ProblemHttpResult? CheckPublish(Requester requester, string topic) => Has(requester.Caller, policies.For(topic).PublishRole)
        ? null
        : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: $"Topic {topic} asks its publishers for a role that the request does not have.");

    /// <summary>A problem, if the caller may not read what the topic tells.</summary>
    public ProblemHttpResult? CheckSubscribe(Requester requester, string topic) => MaySubscribe(requester.Caller, topic)
        ? null
        : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: $"Topic {topic} asks its subscribers for a role that the request does not have.");

    private static bool Has(Caller caller, string? role) => role switch
    {
        null => true,
        Roles.User => caller.IsAuthenticated,
        _ => caller.Has(role),
    };
}
