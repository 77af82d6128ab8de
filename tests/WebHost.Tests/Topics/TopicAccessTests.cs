using AndroidZen.Security;
using AndroidZen.Topics;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Topics;

public sealed class TopicAccessTests
{
    private readonly TopicAccess _access = new(new TopicPolicies(Options.Create(new TopicOptions
    {
        Rules =
        [
            new TopicRule { Pattern = "ops_public", SubscribeRole = Roles.User },
            new TopicRule { Pattern = "ops_*", SubscribeRole = Roles.Admin },
            new TopicRule { Pattern = "device_*", SubscribeRole = Roles.Publisher },
        ],
    })));

    [Theory]
    [InlineData("other", true)]
    [InlineData("ops", true)]
    [InlineData("xops_1", true)]
    [InlineData("OPS_1", true)]
    [InlineData("ops_public", false)]
    [InlineData("ops_1", false)]
    [InlineData("presence:other", false)]
    public void MaySubscribe_Anonymous_OnlyWhereThereIsNoRule(string topic, bool may) => Assert.Equal(may, _access.MaySubscribe(Caller.Anonymous, topic));

    [Theory]
    [InlineData(Roles.User, "ops_public", true)]
    [InlineData(Roles.User, "ops_1", false)]
    [InlineData(Roles.User, "presence:other", true)]
    [InlineData(Roles.User, "presence:ops_public", true)]
    [InlineData(Roles.User, "presence:ops_1", false)]
    [InlineData(Roles.User, "presence:presence:ops_1", false)]
    [InlineData(Roles.Admin, "presence:ops_1", true)]
    [InlineData(Roles.Publisher, "ops_1", false)]
    [InlineData(Roles.Publisher, "device_1", true)]
    [InlineData(Roles.Device, "device_1", false)]
    [InlineData(Roles.Admin, "device_1", true)]
    [InlineData(Roles.Admin, "ops_1", true)]
    [InlineData(Roles.Admin, "ops_public", true)]
    public void MaySubscribe_ByRole_TheFirstMatchingRuleDecides(string role, string topic, bool may) =>
        Assert.Equal(may, _access.MaySubscribe(new Caller { UserId = "u", Roles = [role] }, topic));
}
