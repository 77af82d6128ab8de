using AndroidZen.Security;
using AndroidZen.Users;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Security;

/// <summary>Tokens for whoever asks: in Development alone.</summary>
internal sealed class DevelopmentTokens(IOptions<AuthOptions> options, TimeProvider clock)
{
    private const string DefaultUser = "developer";

    /// <summary>Maps <c>POST /dev/token</c> and <c>GET /dev/dashboard</c>, unless this is no Development environment or tokens come from elsewhere.</summary>
    public static void Map(WebApplication app)
    {
        if (!AreMinted(app.Services))
        {
            return;
        }

        app.MapPost("/dev/token", Post).WithTags("Development").WithSummary("Mint a token").ProducesValidationProblem();
        app.MapGet(DashboardSession.DevelopmentPath, (HttpContext context, DevelopmentTokens tokens) =>
        {
            DashboardSession.SetCookie(context, tokens.Mint(DefaultUser, Roles.Admin));
            return TypedResults.Redirect(DashboardSession.Path);
        }).ExcludeFromDescription();
    }

    /// <summary>Whether there are any here.</summary>
    public static bool AreMinted(IServiceProvider services) =>
        services.GetRequiredService<IHostEnvironment>().IsDevelopment() && services.GetRequiredService<IOptions<AuthOptions>>().Value.SigningKey is { Length: > 0 };

    /// <summary>A token as docs/protocol.md describes it.</summary>
    public string Mint(string userId, string role)
    {
        var claims = new Dictionary<string, object>
        {
            [ClaimNames.Subject] = userId,
            [ClaimNames.UserId] = userId,
            [ClaimNames.Type] = ClaimNames.AccessType,
            [ClaimNames.Role] = role,
        };
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            Expires = (clock.GetUtcNow() + options.Value.DevelopmentTokenLifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(SigningKeys.FromText(options.Value.SigningKey!), SecurityAlgorithms.HmacSha256),
        });
    }

    private static Results<Ok<TokenAnswer>, ProblemHttpResult> Post(DevelopmentTokens tokens, TokenRequest? request = null)
    {
        var errors = new RequestErrors()
            .Check("user_id", request?.UserId is null || UserId.IsWellFormed(request.UserId), $"must be {UserId.Rule}")
            .Check("role", request?.Role is null || Roles.All.Contains(request.Role), $"must be one of {string.Join(", ", Roles.All)}");
        return errors.ToProblem() is { } problem
            ? problem
            : TypedResults.Ok(new TokenAnswer(tokens.Mint(request?.UserId ?? DefaultUser, request?.Role ?? Roles.User)));
    }
}
