using AndroidZen.WebHost.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AndroidZen.WebHost.Security;

/// <summary>A browser opens the dashboard without headers: an administrator's token in a cookie, for the dashboard's path only.</summary>
internal static class DashboardSession
{
    public const string Path = "/dashboard";

    private const string SessionPath = "/dashboard/session";

    /// <summary>Development's short cut, which mints a token.</summary>
    public const string DevelopmentPath = "/dev/dashboard";

    private const string CookieName = "androidzen_dashboard";

    /// <summary><c>POST /dashboard/session</c>: puts the token of the request into the cookie.</summary>
    public static void MapDashboardSession(this IEndpointRouteBuilder routes) => routes.MapPost(SessionPath, Open)
        .WithTags("Operations")
        .WithSummary("Open the Orleans dashboard in this browser")
        .DescribesTokenProblems()
        .RequireAuthorization(Policies.Admin);

    /// <summary><c>DELETE /dashboard/session</c>: takes the cookie back, whoever asks.</summary>
    public static void MapDashboardLeaving(this IEndpointRouteBuilder routes) => routes.MapDelete(SessionPath, static (HttpContext context) =>
    {
        context.Response.Cookies.Delete(CookieName, new CookieOptions { Path = Path });
        return TypedResults.NoContent();
    }).ExcludeFromDescription();

    /// <summary>The cookie's token, on the dashboard's pages and without a header; else <see langword="null"/>, and the header counts.</summary>
    public static string? ReadToken(HttpRequest request) =>
        request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) && request.Headers.Authorization.Count == 0
            ? request.Cookies[CookieName]
            : null;

    /// <summary>Whether Orleans' own dashboard answers there.</summary>
    public static bool IsOfOrleans(PathString path) => path.StartsWithSegments(Path) && !path.StartsWithSegments(SessionPath);

    /// <summary>What a browser that is not let in should do.</summary>
    public static string HowToSignIn(HttpContext context) => context.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment()
        ? $"The dashboard is for administrators: open {DevelopmentPath} to sign in as one."
        : $"The dashboard is for administrators: POST {SessionPath} from this browser, with an administrator's token in the Authorization header, lets it in.";

    /// <summary>Sets the cookie: not readable by scripts, not sent by other sites.</summary>
    public static void SetCookie(HttpContext context, string token) => context.Response.Cookies.Append(CookieName, token, new CookieOptions
    {
        Path = Path,
        HttpOnly = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Secure = context.Request.IsHttps || !context.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment(),
    });

    private static NoContent Open(HttpContext context)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers[HeaderNames.Authorization].ToString();
        if (header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            SetCookie(context, header[scheme.Length..].Trim());
        }

        return TypedResults.NoContent();
    }
}
