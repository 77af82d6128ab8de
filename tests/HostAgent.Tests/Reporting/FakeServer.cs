using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace AndroidZen.HostAgent.Tests.Reporting;

/// <summary>Takes requests in the place of a server; answers 200 unless told otherwise.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Channel<ReceivedRequest> _requests = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    /// <summary>Answers one request like this; several calls are for several requests, in order.</summary>
    public FakeServer Answer(HttpStatusCode status, string body = "{}", Action<HttpResponseMessage>? more = null)
    {
        _answers.Enqueue(_ =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/problem+json") };
            more?.Invoke(response);
            return Task.FromResult(response);
        });
        return this;
    }

    public FakeServer RefuseConnection()
    {
        _answers.Enqueue(_ => throw new HttpRequestException("Connection refused"));
        return this;
    }

    public FakeServer NeverAnswer()
    {
        _answers.Enqueue(async cancelled =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
            throw new InvalidOperationException();
        });
        return this;
    }

    /// <summary>The next request, once it has come.</summary>
    public async Task<ReceivedRequest> NextAsync() =>
        await Within.ReasonAsync(_requests.Reader.ReadAsync().AsTask(), "no further request came");

    public bool HasMore => _requests.Reader.TryPeek(out _);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        _requests.Writer.TryWrite(new ReceivedRequest(
            $"{request.Method} {request.RequestUri}",
            request.Headers.Authorization?.ToString(),
            request.Content.Headers.ContentType?.ToString(),
            body.RootElement.Clone()));
        return _answers.TryDequeue(out var answer) ? await answer(cancellationToken) : new HttpResponseMessage(HttpStatusCode.OK);
    }
}

/// <summary>One request, as the server saw it.</summary>
internal sealed record ReceivedRequest(string Line, string? Authorization, string? ContentType, JsonElement Body);
