using System.IO.Enumeration;
using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Topics;

/// <summary>Decides who may subscribe to a topic.</summary>
internal sealed class TopicAccess(IOptions<TopicRuleOptions> options)
{
    public bool MaySubscribe(Caller caller, string topic)
    {
        var rule = options.Value.Rules.FirstOrDefault(rule => FileSystemName.MatchesSimpleExpression(rule.Pattern, topic, ignoreCase: false));
        return rule switch
        {
            null => true,
            { SubscribeRole: Roles.User } => caller.IsAuthenticated,
            _ => caller.Has(rule.SubscribeRole),
        };
    }
}
