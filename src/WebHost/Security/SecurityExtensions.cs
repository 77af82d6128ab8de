using AndroidZen.Configuration;
using AndroidZen.Security;
using AndroidZen.Users;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Security;

/// <summary>JWT bearer authentication and the policies.</summary>
internal static class SecurityExtensions
{
    /// <summary>How ASP.NET Core knows that it need not put authentication before everything itself.</summary>
    private const string AuthenticationIsPlaced = "__AuthenticationMiddlewareSet";

    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<AuthOptions, AuthOptionsValidator>(AuthOptions.SectionName);
        if (builder.Environment.IsDevelopment())
        {
            services.PostConfigure<AuthOptions>(auth =>
            {
                if (string.IsNullOrEmpty(auth.SigningKey) && string.IsNullOrEmpty(auth.Authority))
                {
                    auth.SigningKey = SigningKeys.OfDevelopment(builder.Configuration);
                }
            });
        }

        services.AddSingleton<IHttpContextFactory>(provider => new QueryTokenHttpContextFactory(provider));
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<AuthOptions>, TimeProvider>((jwt, auth, clock) => Configure(jwt, auth.Value, clock));
        services.AddSingleton<SocketTokens>();
        services.AddSingleton<PublishAuthorization>();
        services.AddSingleton<IAuthorizationHandler>(provider => provider.GetRequiredService<PublishAuthorization>());
        services.AddSingleton<IAuthorizationHandler, ReadAuthorization>();
        services.AddSingleton<DeviceAccess>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Admin, policy => policy.RequireAssertion(context => Caller.From(context.User).IsAdmin))
            .AddPolicy(Policies.User, policy => policy.RequireAssertion(context => Caller.From(context.User).IsAuthenticated))
            .AddPolicy(Policies.Operate, policy => policy.RequireAssertion(context => Caller.From(context.User) is var caller && (caller.Has(Roles.Operator) || caller.Has(Roles.Publisher))))
            .AddPolicy(Policies.Read, policy => policy.AddRequirements(new ReadRequirement()))
            .AddPolicy(Policies.Publish, policy => policy.AddRequirements(new PublishRequirement(PublishingRoles.OfBackEnds)))
            .AddPolicy(Policies.Report, policy => policy.AddRequirements(new PublishRequirement(PublishingRoles.OfDevices)));
        return builder;
    }

    /// <summary>
    /// Authentication, for requests that bring a token. The others are anonymous, and no handler is made for each of them only to find nothing. A challenge makes it later, as always.
    /// </summary>
    public static WebApplication UseTokens(this WebApplication app)
    {
        ((IApplicationBuilder)app).Properties[AuthenticationIsPlaced] = true;
        app.UseWhen(static context => BringsToken(context.Request), static branch => branch.UseAuthentication());
        return app;
    }

    /// <summary>Whether there is anything to authenticate.</summary>
    public static bool BringsToken(HttpRequest request) => request.Headers.Authorization.Count > 0 || DashboardSession.ReadToken(request) is not null;

    private static void Configure(JwtBearerOptions jwt, AuthOptions auth, TimeProvider clock)
    {
        jwt.MapInboundClaims = false;
        jwt.Authority = auth.Authority;
        jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidateIssuer = !string.IsNullOrEmpty(auth.Issuer) || !string.IsNullOrEmpty(auth.Authority),
            ValidIssuer = auth.Issuer,
            ValidateAudience = !string.IsNullOrEmpty(auth.Audience),
            ValidAudience = auth.Audience,
            LifetimeValidator = (notBefore, expires, _, _) => IsInForce(clock.GetUtcNow(), notBefore, expires, auth.ClockSkew),
            NameClaimType = ClaimNames.Subject,
            RoleClaimType = ClaimNames.Role,
        };
        if (auth.SigningKey is { Length: > 0 } key)
        {
            jwt.TokenValidationParameters.IssuerSigningKey = SigningKeys.FromText(key);
            jwt.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];
        }

        jwt.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                context.Token = DashboardSession.ReadToken(context.Request);
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = context => context.Exception is SecurityTokenSignatureKeyNotFoundException ? AskAuthorityAsync(context) : Task.CompletedTask,
            OnTokenValidated = context =>
            {
                if (WhatIsWrongWith(context.Principal!) is { } problem)
                {
                    context.Fail(new TokenRefusedException(problem));
                }

                return Task.CompletedTask;
            },
        };
    }

    /// <summary>
    /// Whether a token counts now: not without <c>exp</c>. In place of the library's own check, which has a clock of its own: the clock that lets a token in also says when it has expired on an open
    /// connection (<see cref="Connections.ConnectionSweep"/>).
    /// </summary>
    private static bool IsInForce(DateTimeOffset now, DateTime? notBefore, DateTime? expires, TimeSpan clockSkew) =>
        expires >= (now - clockSkew).UtcDateTime && !(notBefore > (now + clockSkew).UtcDateTime);

    /// <summary>Without the authority's keys every token has an unknown one: that must not pass for a verdict on the token.</summary>
    private static async Task AskAuthorityAsync(AuthenticationFailedContext context)
    {
        if (context.Options.ConfigurationManager is not { } authority)
        {
            return;
        }

        try
        {
            await authority.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new TokenAuthorityException("The keys of tokens could not be read.", exception);
        }
    }

    private static string? WhatIsWrongWith(System.Security.Claims.ClaimsPrincipal principal)
    {
        if (principal.FindFirst(ClaimNames.Type)?.Value != ClaimNames.AccessType)
        {
            return "Claim \"type\" must be \"access\"";
        }

        return Caller.From(principal).UserId is not { } userId || !UserId.IsWellFormed(userId)
            ? $"Claim \"user_id\" (or \"sub\") must be {UserId.Rule}"
            : null;
    }
}
