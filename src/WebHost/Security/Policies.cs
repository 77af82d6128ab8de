using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Security;

/// <summary>Who may call which endpoints.</summary>
internal static class Policies
{
    /// <summary>Administrators, in every environment.</summary>
    public const string Admin = "admin";

    /// <summary>Back ends, and anybody where <see cref="AuthOptions.AllowAnonymousPublishing"/> is set.</summary>
    public const string Publish = "publish";

    /// <summary>As <see cref="Publish"/>, and devices for themselves (<see cref="DeviceAccess"/>).</summary>
    public const string Report = "report";
}

/// <summary>One of the roles; or, where the setting says so, nobody in particular.</summary>
internal sealed class PublishRequirement(params string[] roles) : IAuthorizationRequirement
{
    public IReadOnlyList<string> Roles => roles;
}

internal sealed class PublishAuthorization(IOptions<AuthOptions> options) : AuthorizationHandler<PublishRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PublishRequirement requirement)
    {
        var caller = Caller.From(context.User);
        if (requirement.Roles.Any(caller.Has) || (options.Value.AllowAnonymousPublishing && IsWellMeant(context, caller)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>Who shows a token that is not accepted is told so, not taken for anonymous.</summary>
    private static bool IsWellMeant(AuthorizationHandlerContext context, Caller caller) =>
        caller.IsAuthenticated || context.Resource is not HttpContext { Request.Headers.Authorization.Count: > 0 };
}
