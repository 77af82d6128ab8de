using AndroidZen.Configuration;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AndroidZen.WebHost.Hosting;

/// <summary>What all REST endpoints share: JSON, problems, bounds.</summary>
internal static class RestApiExtensions
{
    public static WebApplicationBuilder AddRestApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<HttpOptions, HttpOptionsValidator>(HttpOptions.SectionName);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>((kestrel, http) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = http.Value.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = http.Value.HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = http.Value.KeepAliveTimeout;
            kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections;
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.Converters.Add(new RawJsonConverter());
            json.SerializerOptions.PropertyNamingPolicy = WireJson.Default.Options.PropertyNamingPolicy;
            json.SerializerOptions.PropertyNameCaseInsensitive = false;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.DefaultIgnoreCondition = WireJson.Default.Options.DefaultIgnoreCondition;
            json.SerializerOptions.Encoder = JsonText.Encoder;
        });
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. http.Value.AllowedOrigins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders(HeaderNames.RetryAfter)));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status ?? 0); // ASP.NET Core words the usual ones only.
            problem.Detail ??= Explain(problem.Status, context.HttpContext) ?? problem.Title;
        });
        services.AddExceptionHandler<ProblemHandler>();
        services.AddApiDescription();
        return builder;
    }

    /// <summary>Everything that goes wrong is told as a problem (RFC 9457), also what ASP.NET Core itself answers with an empty body.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        return app;
    }

    /// <summary>What to do about a status that ASP.NET Core gives without words.</summary>
    private static string? Explain(int? status, HttpContext context) => status switch
    {
        StatusCodes.Status401Unauthorized when context.Request.Path.StartsWithSegments(DashboardSession.Path) => DashboardSession.HowToSignIn(context),
        StatusCodes.Status401Unauthorized => "This needs a valid token in the Authorization header (Bearer).",
        StatusCodes.Status403Forbidden => "The token's role does not permit this.",
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => "This path does not take this method; header Allow says which.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this server takes.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, with Content-Type: application/json.",
        _ => null,
    };
}
