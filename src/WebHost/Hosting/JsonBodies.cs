using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AndroidZen.WebHost.Hosting;

/// <summary>What is said of a body, before it is read.</summary>
internal static class JsonBodies
{
    private const string Identity = "identity";
    private const string Charset = "charset";

    /// <summary>
    /// A <c>charset</c> of JSON has no effect (RFC 8259, section 11): it is UTF-8. ASP.NET Core fails for a charset that it does not know. A body that is compressed is refused, not taken
    /// for ill-formed.
    /// </summary>
    public static WebApplication UseJsonBodies(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, Identity, StringComparison.OrdinalIgnoreCase))
            {
                return EncodingNotSupported().ExecuteAsync(context);
            }

            if (request.ContentType is { } text && text.Contains(Charset, StringComparison.OrdinalIgnoreCase) && MediaTypeHeaderValue.TryParse(text, out var type) && type.Charset.HasValue)
            {
                request.ContentType = type.MediaType.Value;
            }

            return next(context);
        });
        return app;
    }

    private static ProblemHttpResult EncodingNotSupported() => TypedResults.Problem(
        statusCode: StatusCodes.Status415UnsupportedMediaType, detail: "The body must be sent as it is, without Content-Encoding.");
}
