using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AndroidZen.Silo.Health;

/// <summary>
/// <c>/health/startup</c>: the process has found its place in the cluster once; <c>/health/ready</c>: it may be sent work; <c>/health/live</c>: it need not be killed. 200, or 503, with each check's
/// reason. A check that is <c>Degraded</c> does not make it 503: it tells of something that sending the work elsewhere would not mend.
/// </summary>
public static class HealthEndpoints
{
    /// <param name="endpoints">Where the paths are added.</param>
    /// <param name="services">Those of the process whose health it is.</param>
    public static void MapHealth(this IEndpointRouteBuilder endpoints, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var checks = services.GetRequiredService<HealthCheckService>();
        foreach (var probe in HealthTags.All)
        {
            endpoints.MapGet($"/health/{probe}", async (HttpContext context) =>
            {
                var report = await checks.CheckHealthAsync(check => check.Tags.Contains(probe), context.RequestAborted);
                await WriteAsync(context.Response, report);
            }).ExcludeFromDescription();
        }
    }

    private static async Task WriteAsync(HttpResponse response, HealthReport report)
    {
        response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status.ToString());
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, entry.Status.ToString());
            if (entry.Description is { } description)
            {
                writer.WriteString("description"u8, description);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(response.HttpContext.RequestAborted);
    }
}
