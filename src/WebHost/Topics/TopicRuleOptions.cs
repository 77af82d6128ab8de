using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Topics;

/// <summary>Section <c>Topics</c>: who may subscribe to what.</summary>
public sealed class TopicRuleOptions
{
    public const string SectionName = "Topics";

    /// <summary>The first rule whose pattern matches decides; a topic that none matches is open to everybody.</summary>
    [ValidateEnumeratedItems]
    public IList<TopicRule> Rules { get; init; } = [];
}

/// <summary>One rule.</summary>
public sealed class TopicRule
{
    /// <summary>The name of a topic; <c>*</c> stands for any characters.</summary>
    [Required]
    public string Pattern { get; set; } = "";

    /// <summary>The role that a subscriber must have. Administrators have every role; <c>user</c> is anybody with a token.</summary>
    [Required, AllowedValues(Security.Roles.Admin, Security.Roles.Publisher, Security.Roles.Device, Security.Roles.User)]
    public string SubscribeRole { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class TopicRuleOptionsValidator : IValidateOptions<TopicRuleOptions>;
