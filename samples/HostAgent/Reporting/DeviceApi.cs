using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AndroidZen.HostAgent.CommandLine;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>The two requests of the REST API that a device needs.</summary>
internal sealed class DeviceApi : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;

    private readonly HttpClient _client;
    private readonly AgentOptions _options;
    private readonly TimeProvider _clock;

    public DeviceApi(AgentOptions options, HttpMessageHandler handler, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _client = new HttpClient(handler)
        {
            BaseAddress = options.Server,
            Timeout = Timeout.InfiniteTimeSpan, // each request has a deadline on the injected clock
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (options.Token is { } token)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public static SocketsHttpHandler CreateHandler(AgentOptions options) => new()
    {
        AllowAutoRedirect = false, // a followed redirect turns a POST into a GET
        UseProxy = !options.Server.IsLoopback, // a proxy would look for the server on its own machine
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // the agent outlives DNS records
    };

    /// <summary>Reports the device's status, in no more than <paramref name="timeout"/>.</summary>
    public Task<SendOutcome> ReportStatusAsync(DeviceStatusReport report, TimeSpan timeout, CancellationToken stopping) =>
        PostAsync($"devices/{Uri.EscapeDataString(_options.DeviceId)}/status", report, ReportJson.Default.DeviceStatusReport, timeout, stopping);

    /// <summary>Sends one sample.</summary>
    public Task<SendOutcome> ReportMetricsAsync(LiveMetricsReport report, CancellationToken stopping) =>
        PostAsync("ws/live-metrics", report, ReportJson.Default.LiveMetricsReport, _options.RequestTimeout, stopping);

    public void Dispose() => _client.Dispose();

    private async Task<SendOutcome> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, TimeSpan timeout, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(timeout, _clock);

        // Not cancelled at once: a "connected" that is cut off here may still be on its way, and arrive after the "disconnected".
        using var hurry = stopping.UnsafeRegister(_ => deadline.CancelAfter(_options.StopGrace), null);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, deadline.Token);
            return await JudgeAsync(response, deadline.Token);
        }
        catch (HttpRequestException exception)
        {
            return new SendOutcome.Unavailable(exception.GetBaseException().Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new SendOutcome.Unavailable("no answer in time");
        }
    }

    private async Task<SendOutcome> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return SendOutcome.Accepted.Instance;
        }

        var status = response.StatusCode;
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500)
        {
            return new SendOutcome.Unavailable(string.Create(CultureInfo.InvariantCulture, $"it answers {(int)status}"))
            {
                RetryAfter = RetryAfter(response.Headers.RetryAfter),
                MayHaveForgotten = status is not HttpStatusCode.TooManyRequests,
            };
        }

        return response.Headers.Location is { } location
            ? new SendOutcome.Refused((int)status, new ProblemBody { Detail = $"The server points to {location}; give --server the address to use." })
            : new SendOutcome.Refused((int)status, await ReadProblemAsync(response.Content, cancellationToken));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date - _clock.GetUtcNow());

    private static async Task<ProblemBody?> ReadProblemAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await content.ReadAsByteArrayAsync(cancellationToken), ReportJson.Default.ProblemBody);
        }
        catch (JsonException)
        {
            return null; // something other than the platform answered; its status code is told all the same
        }
    }
}
