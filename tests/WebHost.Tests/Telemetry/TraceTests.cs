using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AndroidZen.TestKit;
using OpenTelemetry.Trace;

namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>A trace runs from the request through grains and stream to the sockets. The receiver of the traces is one that nobody is at: what is exported is looked at before.</summary>
public sealed class TraceTests(TraceTests.Fixture traced) : IClassFixture<TraceTests.Fixture>
{
    private const int TracedWrites = 2;
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string SocketPublish = "androidzen.socket.publish";
    private const string Commit = "androidzen.topic.commit";
    private const string StreamWrite = "androidzen.stream.write";
    private const string FanOut = "androidzen.fan_out";
    private const string SocketWrite = "androidzen.socket.write";

    private readonly SpanRecorder _spans = traced.Spans;
    private readonly PlatformHost _host = traced.Host;

    [Fact]
    public async Task Publish_CallerHasSampled_IsOneTraceFromTheRequestToTheSockets()
    {
        var device = PlatformFixture.NewId("traced");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"metrics_{device}");

        var (trace, root) = await PostAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu_usage = 1 } }, ActivityTraceFlags.Recorded);
        var frame = await client.NextAsync("live_metrics");

        var spans = await _spans.WhenWholeAsync(trace, root, Request, StreamWrite, FanOut, SocketWrite);
        var request = Assert.Single(spans, span => span.OperationName == Request);
        Assert.Equal(root, request.ParentSpanId);
        var fanOut = Assert.Single(spans, span => span.OperationName == FanOut);
        Assert.Equal($"metrics_{device}", fanOut.GetTagItem("androidzen.topic"));
        Assert.Equal(frame.GetProperty("epoch").GetString(), fanOut.GetTagItem("androidzen.epoch"));
        Assert.Equal(frame.GetProperty("offset").GetInt64(), fanOut.GetTagItem("androidzen.offset"));
        Assert.Equal(1, fanOut.GetTagItem("androidzen.receivers"));
        Assert.Equal(
            [SocketWrite, FanOut, "ISubscriptionGrain/PublishAsync", "ISubscriptionGrain/PublishAsync", "IDeviceGrain/ReportMetricsAsync", "IDeviceGrain/ReportMetricsAsync", Request],
            PathTo(Assert.Single(spans, span => span.OperationName == SocketWrite), spans));
    }

    [Fact]
    public async Task Publish_DurableTopic_TellsTheCommit()
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("notifications");

        var (trace, root) = await PostAsync("/ws/notification", new { title = "t", message = "m" }, ActivityTraceFlags.Recorded);
        await client.NextAsync("notification");

        var spans = await _spans.WhenWholeAsync(trace, root, Request, Commit, StreamWrite, FanOut, SocketWrite);
        Assert.Equal("notifications", Assert.Single(spans, span => span.OperationName == Commit).GetTagItem("androidzen.topic"));
    }

    [Fact]
    public async Task Publish_MoreReceiversThanAreTold_TellsNoMoreWrites()
    {
        var device = PlatformFixture.NewId("many");
        var clients = await Task.WhenAll(Enumerable.Range(0, TracedWrites + 2).Select(_ => _host.ConnectAsync()));
        foreach (var client in clients)
        {
            await client.SubscribeAsync($"metrics_{device}");
        }

        var (trace, root) = await PostAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu_usage = 1 } }, ActivityTraceFlags.Recorded);
        foreach (var client in clients)
        {
            await client.NextAsync("live_metrics");
            await client.DrainAsync(); // The next write to the same socket: the one before has been told.
            await client.DisposeAsync();
        }

        var spans = await _spans.WhenWholeAsync(trace, root, Request, FanOut, SocketWrite);
        Assert.Equal(TracedWrites, spans.Count(span => span.OperationName == SocketWrite));
        Assert.Equal(clients.Length, Assert.Single(spans, span => span.OperationName == FanOut).GetTagItem("androidzen.receivers"));
    }

    [Fact]
    public async Task Publish_CallerHasNotSampled_MakesNoSpan()
    {
        var device = PlatformFixture.NewId("untraced");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"metrics_{device}");
        var body = new { device_id = device, metrics = new { cpu_usage = 1 } };

        var (untold, _) = await PostAsync("/ws/live-metrics", body, ActivityTraceFlags.None);
        await client.NextAsync("live_metrics");
        var (told, root) = await PostAsync("/ws/live-metrics", body, ActivityTraceFlags.Recorded);
        await client.NextAsync("live_metrics");

        await _spans.WhenWholeAsync(told, root, Request, FanOut, SocketWrite);
        Assert.Empty(_spans.Of(untold));
        Assert.DoesNotContain(_spans.All, span => span.ParentSpanId == default && span.OperationName is not (Request or SocketPublish));
    }

    [Fact]
    public async Task Publish_OverASocket_BeginsATraceOfItsOwn()
    {
        var device = PlatformFixture.NewId("agent");
        await using var client = await _host.ConnectAsync(token: TestTokens.Publisher());
        await client.SubscribeAsync($"metrics_{device}");

        await client.SendAsync(new { type = "live_metrics", id = "1", data = new { device_id = device, metrics = new { cpu_usage = 1 } } });
        await client.NextAsync("ack");
        await client.DrainAsync();

        await Eventually.HoldsAsync("the publication is traced", () => Task.FromResult(_spans.All.Any(span => span.GetTagItem("androidzen.topic") as string == $"metrics_{device}")));
        var trace = _spans.All.First(span => span.GetTagItem("androidzen.topic") as string == $"metrics_{device}").TraceId;
        var spans = await _spans.WhenWholeAsync(trace, default, SocketPublish, StreamWrite, FanOut, SocketWrite);
        Assert.DoesNotContain(spans, span => span.OperationName == Request);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/dashboard")]
    [InlineData("/")]
    public async Task Get_NotOfTheApi_MakesNoSpan(string path)
    {
        var (untold, _) = await SendAsync(HttpMethod.Get, path, body: null, ActivityTraceFlags.Recorded);
        var (told, root) = await SendAsync(HttpMethod.Get, "/topics", body: null, ActivityTraceFlags.Recorded);
        await _spans.WhenWholeAsync(told, root, Request);
        Assert.Empty(_spans.Of(untold));
    }

    [Fact]
    public async Task Handshake_ItsSocketIsOpenForLong_IsNoSpan()
    {
        var client = await _host.ConnectAsync();
        await client.CloseAsync();
        await client.DisposeAsync();
        var (told, root) = await SendAsync(HttpMethod.Get, "/topics", body: null, ActivityTraceFlags.Recorded);
        await _spans.WhenWholeAsync(told, root, Request);
        Assert.DoesNotContain(_spans.All, span => span.OperationName == Request && span.GetTagItem("url.path") as string == "/ws" && Equals(span.GetTagItem("server.port"), _host.Address.Port));
    }

    /// <summary>The span, and all above it.</summary>
    private static IEnumerable<string> PathTo(Activity span, IReadOnlyList<Activity> spans)
    {
        for (var next = span; next is not null; next = spans.FirstOrDefault(parent => parent.SpanId == next.ParentSpanId))
        {
            yield return next.OperationName;
        }
    }

    private Task<(ActivityTraceId Trace, ActivitySpanId Root)> PostAsync(string path, object body, ActivityTraceFlags flags) => SendAsync(HttpMethod.Post, path, body, flags);

    private async Task<(ActivityTraceId Trace, ActivitySpanId Root)> SendAsync(HttpMethod method, string path, object? body, ActivityTraceFlags flags)
    {
        var (trace, root) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        using var http = new HttpClient { BaseAddress = _host.Address };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Admin());
        request.Headers.Add("traceparent", $"00-{trace}-{root}-0{(int)flags}");
        using var answer = await http.SendAsync(request);
        Assert.True((int)answer.StatusCode < 500, $"{path}: {answer.StatusCode}");
        return (trace, root);
    }

    /// <summary>A host that traces.</summary>
    public sealed class Fixture : IAsyncLifetime, IDisposable
    {
        internal SpanRecorder Spans { get; } = new();

        public PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(
            new Dictionary<string, string>(PlatformFixture.Quiet)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
                ["Telemetry:TraceRatio"] = "1",
                ["Telemetry:TracedWrites"] = TracedWrites.ToString(CultureInfo.InvariantCulture),
            },
            services: services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(Spans)));

        public Task DisposeAsync() => PlatformFixture.StopAsync(Host, TestTokens.Publisher());

        public void Dispose() => Spans.Dispose();
    }
}
