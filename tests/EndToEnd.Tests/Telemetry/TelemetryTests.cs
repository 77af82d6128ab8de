using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests.Telemetry;

/// <summary>What separate processes tell a receiver, as an operator configures it.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string CallerId = "b7ad6b7169203331";
    private const string WebHost = "androidzen-webhost";
    private const string Silo = "androidzen-silo";

    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-telemetry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Cluster_WithAReceiver_SendsOneTraceOverAllProcessesAndLogsWithScopesAndMetrics()
    {
        await using var receiver = new OtlpReceiver();
        var settings = new Dictionary<string, string>
        {
            ["Data:Folder"] = _folder,
            ["Orleans:Clustering:ProviderType"] = "Sqlite",
            ["Auth:SigningKey"] = TestTokens.SigningKey,
            ["Logging:Console:FormatterName"] = "json",
            ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        await using var silo1 = PlatformProcess.StartSilo("silo 1", settings);
        await using var silo2 = PlatformProcess.StartSilo("silo 2", settings);
        await using var publishing = PlatformProcess.StartWebHost("web host 1", settings);
        await using var delivering = PlatformProcess.StartWebHost("web host 2", settings);
        await Task.WhenAll(silo1.WhenStartedAsync(), silo2.WhenStartedAsync(), publishing.WhenReadyAsync(), delivering.WhenReadyAsync());
        var token = TestTokens.User("ann");
        await using var socket = await SocketClient.ConnectAsync(delivering.Address!, "watcher", token);
        await socket.SubscribeAsync("notifications");

        // More than one: a publication that the delivering host has to fetch, because its place on the stream is not sure yet, goes without its trace.
        List<string> traces = [];
        var published = Stopwatch.StartNew();
        await Eventually.HoldsAsync("a trace has come as a whole", async () =>
        {
            if (traces.Count == 0 || published.Elapsed > TimeSpan.FromSeconds(5))
            {
                traces.Add(await PublishAsync(publishing.Address!));
                await socket.NextAsync("notification");
                published.Restart();
            }

            var all = receiver.Spans.ToList();
            return traces.Exists(trace => IsWhole([.. all.Where(span => span.TraceId == trace)]));
        });

        await Eventually.HoldsAsync("the logs have come", () => Task.FromResult(Contains("logs", "ConnectionId") && Contains("logs", "watcher")));
        await Eventually.HoldsAsync("the metrics have come", () => Task.FromResult(Contains("metrics", "androidzen.topics.commit.duration") && Contains("metrics", "androidzen.gateway.delivery.lag")));
        foreach (var secret in new[] { token, token.Split('.')[1], token.Split('.')[2] })
        {
            Assert.All(["traces", "logs", "metrics"], signal => Assert.False(Contains(signal, secret), $"the {signal} have a token"));
        }

        var connected = delivering.Output.Split('\n').Where(line => line.Contains("watcher connected as ann", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Contains(Assert.Single(connected).GetProperty("Scopes").EnumerateArray(), scope => scope.TryGetProperty("ClientId", out var client) && client.GetString() == "watcher");

        bool Contains(string signal, string text) => receiver.Of(signal).Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
    }

    /// <summary>Whether a trace goes from the request to the socket, and nothing in between is missing.</summary>
    private static bool IsWhole(IReadOnlyList<OtlpSpan> spans)
    {
        return Has(WebHost, "POST /ws/notification") && Has(WebHost, "ISubscriptionGrain/PublishAsync") && Has(Silo, "ISubscriptionGrain/PublishAsync")
            && Has(Silo, "androidzen.topic.commit") && Has(Silo, "androidzen.stream.write") && Has(WebHost, "androidzen.fan_out") && Has(WebHost, "androidzen.socket.write")
            && spans.All(span => span.ParentId == CallerId || spans.Any(parent => parent.SpanId == span.ParentId));

        bool Has(string service, string name) => spans.Any(span => span.Service == service && span.Name == name);
    }

    /// <returns>The trace's id.</returns>
    private static async Task<string> PublishAsync(Uri server)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var http = new HttpClient { BaseAddress = server };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ws/notification") { Content = JsonContent.Create(new { title = "t", message = "m" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Publisher());
        request.Headers.Add("traceparent", $"00-{trace}-{CallerId}-01");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return trace;
    }
}
