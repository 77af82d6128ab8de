using System.Text.Json;
using AndroidZen.Storage;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Turns exceptions into problems: a client's mistake into a 4xx that names the field, an absent cluster into 503, a bug of ours into a bare 500.</summary>
internal sealed partial class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException bad => OfRequest(httpContext, bad),
            StorageUnavailableException => OfStorage(httpContext, exception),
            OrleansException or TimeoutException or OperationCanceledException => OfCluster(httpContext, exception),
            TokenAuthorityException => OfAuthority(httpContext, exception),
            _ when DashboardSession.IsOfOrleans(httpContext.Request.Path) => OfDashboard(exception),
            _ => OfOurs(exception),
        };
        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private ProblemDetails OfRequest(HttpContext context, BadHttpRequestException exception)
    {
        LogRequestRefused(context.Request.Path, exception.StatusCode);
        if (exception.InnerException is not JsonException json)
        {
            return new ProblemDetails { Status = exception.StatusCode, Detail = Explain(exception) };
        }

        if (json.InnerException is JsonException)
        {
            return new ProblemDetails
            {
                Status = exception.StatusCode,
                Title = "The body is not well-formed JSON",
                Detail = $"The body is not well-formed JSON, or nested too deep: line {json.LineNumber + 1}, byte {json.BytePositionInLine}.",
            };
        }

        // The exception handler has taken the endpoint off the request already.
        var body = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var (field, message) = BodyErrors.Explain(json, body);
        return new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [message] })
        {
            Status = exception.StatusCode,
            Title = "The request is not valid",
            Detail = message,
        };
    }

    private static string Explain(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this server takes.",
        StatusCodes.Status400BadRequest when exception.Message.Contains("body", StringComparison.OrdinalIgnoreCase) => "A JSON body is required.",
        _ => exception.Message,
    };

    private ProblemDetails OfCluster(HttpContext context, Exception exception)
    {
        LogClusterUnavailable(context.Request.Path, exception.Message);
        return ClusterGate.Unavailable(context, "The cluster did not answer. Whether the request was carried out is not known; try again.");
    }

    private ProblemDetails OfStorage(HttpContext context, Exception exception)
    {
        LogStorageUnavailable(context.Request.Path, exception.Message);
        return ClusterGate.Unavailable(context, "What must be stored cannot be stored now. Whether the request was carried out is not known; try again.", title: "The storage does not answer");
    }

    private ProblemDetails OfAuthority(HttpContext context, Exception exception)
    {
        LogAuthorityUnavailable(exception);
        return ClusterGate.Unavailable(context, "The authority that issues tokens does not answer; try again.", title: "The token cannot be checked");
    }

    /// <summary>Orleans' dashboard throws for silos and grains that it does not know.</summary>
    private ProblemDetails OfDashboard(Exception exception)
    {
        LogDashboardFailed(exception);
        return new ProblemDetails { Status = StatusCodes.Status404NotFound, Detail = "The dashboard has nothing at this address." };
    }

    private ProblemDetails OfOurs(Exception exception)
    {
        LogRequestFailed(exception);
        return new ProblemDetails { Status = StatusCodes.Status500InternalServerError, Title = "The server failed" };
    }

    [LoggerMessage(EventIds.RequestRefused, LogLevel.Debug, "Refused a request to {Path} with {Status}")]
    private partial void LogRequestRefused(string path, int status);

    [LoggerMessage(EventIds.ClusterUnavailable, LogLevel.Error, "The cluster did not answer a request to {Path}: {Reason}")]
    private partial void LogClusterUnavailable(string path, string reason);

    [LoggerMessage(EventIds.StorageUnavailable, LogLevel.Warning, "A request to {Path} needs the storage: {Reason}")]
    private partial void LogStorageUnavailable(string path, string reason);

    [LoggerMessage(EventIds.AuthorityUnavailable, LogLevel.Error, "The authority of tokens (Auth:Authority) does not answer")]
    private partial void LogAuthorityUnavailable(Exception exception);

    [LoggerMessage(EventIds.DashboardFailed, LogLevel.Warning, "The dashboard could not answer a request")]
    private partial void LogDashboardFailed(Exception exception);

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "A request failed")]
    private partial void LogRequestFailed(Exception exception);
}
