using AndroidZen.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Security;

/// <summary>Who may call which endpoints.</summary>
internal static class Policies
{
    /// <summary>Administrators, in every environment.</summary>
    public const string Admin = "admin";

    /// <summary>Who sees to alerts: operators and back ends, each with a token, because what they do is remembered with their name.</summary>
    public const string Operate = "operate";

    /// <summary>Back ends, and anybody where <see cref="AuthOptions.AllowAnonymousPublishing"/> is set.</summary>
    public const string Publish = "publish";

    /// <summary>Anybody with a token.</summary>
    public const string User = "user";

    /// <summary>Whoever may open a socket: reading over REST is no more than subscribing.</summary>
    public const string Read = "read";

    /// <summary>As <see cref="Publish"/>, and devices for themselves (<see cref="DeviceAccess"/>).</summary>
    public const string Report = "report";
}

/// <summary>One of the roles; or, where the setting says so, nobody in particular.</summary>
internal sealed class PublishRequirement(IReadOnlyList<string> roles) : IAuthorizationRequirement
{
    public IReadOnlyList<string> Roles => roles;
}

/// <summary>The roles that may publish.</summary>
internal static class PublishingRoles
{
    /// <summary>What only back ends say.</summary>
    public static IReadOnlyList<string> OfBackEnds { get; } = [Roles.Publisher];

    /// <summary>What devices say too, each of itself.</summary>
    public static IReadOnlyList<string> OfDevices { get; } = [Roles.Publisher, Roles.Device];
}

internal sealed class PublishAuthorization(IOptions<AuthOptions> options) : AuthorizationHandler<PublishRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PublishRequirement requirement)
    {
        var caller = Caller.From(context.User);
        if (May(caller, requirement.Roles) && (caller.IsAuthenticated || IsWellMeant(context)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether the caller may publish what is for these roles.</summary>
    public bool May(Caller caller, IReadOnlyList<string> roles) => roles.Any(caller.Has) || options.Value.AllowAnonymousPublishing;

    /// <summary>Who shows a token that is not accepted is told so, not taken for anonymous.</summary>
    public static bool IsWellMeant(AuthorizationHandlerContext context) => context.Resource is not HttpContext { Request.Headers.Authorization.Count: > 0 };
}

/// <summary>A token; or none, where sockets need none.</summary>
internal sealed class ReadRequirement : IAuthorizationRequirement;

internal sealed class ReadAuthorization(IOptions<AuthOptions> options) : AuthorizationHandler<ReadRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ReadRequirement requirement)
    {
        if (Caller.From(context.User).IsAuthenticated || (options.Value.AllowAnonymousSockets && PublishAuthorization.IsWellMeant(context)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
