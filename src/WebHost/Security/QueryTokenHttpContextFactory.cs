using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AndroidZen.WebHost.Security;

/// <summary>
/// Browsers cannot set headers on a WebSocket, so its token comes in the query. Here, before anything of ASP.NET Core can log or trace the request, it moves to
/// the <c>Authorization</c> header: no URL with a token in it ever exists behind this point.
/// </summary>
internal sealed class QueryTokenHttpContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private const string TokenParameter = "token";

    private readonly DefaultHttpContextFactory _inner = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request && MayHaveToken(request.QueryString))
        {
            MoveToken(request);
        }

        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);

    /// <summary>Percent-encoded, the name can be written in many ways.</summary>
    private static bool MayHaveToken(string query) =>
        query.Contains(TokenParameter, StringComparison.OrdinalIgnoreCase) || query.Contains('%', StringComparison.Ordinal);

    /// <summary>Whether routing takes the path to the sockets.</summary>
    private static bool IsSocketPath(string path) => path.TrimEnd('/').Equals("/ws", StringComparison.OrdinalIgnoreCase);

    private static void MoveToken(IHttpRequestFeature request)
    {
        var query = QueryHelpers.ParseQuery(request.QueryString);
        if (!query.Remove(TokenParameter, out var token))
        {
            return;
        }

        if (IsSocketPath(request.Path) && request.Headers[HeaderNames.Authorization].Count == 0)
        {
            request.Headers[HeaderNames.Authorization] = "Bearer " + token;
        }

        request.QueryString = new QueryBuilder(query).ToString();
        request.RawTarget = request.PathBase + request.Path + request.QueryString;
    }
}
