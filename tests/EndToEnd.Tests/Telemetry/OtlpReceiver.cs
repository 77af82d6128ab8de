using System.Collections.Concurrent;
using System.Net;
using AndroidZen.Silo.Hosting;

namespace AndroidZen.EndToEnd.Tests.Telemetry;

/// <summary>Takes what processes send over OTLP (HTTP with protobuf), and reads of it what the tests ask for.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly Task _serving;

    public OtlpReceiver()
    {
        Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Every span that has come.</summary>
    public IEnumerable<OtlpSpan> Spans => Of("traces").SelectMany(OtlpSpan.Read);

    /// <summary>What has come of a signal: <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public IEnumerable<byte[]> Of(string signal) => _received.Where(message => message.Path == "/v1/" + signal).Select(message => message.Body);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Closed; or the sender gave up, and comes again.
            }
        }
    }
}
