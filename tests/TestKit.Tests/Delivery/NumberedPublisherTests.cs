using System.Net;
using System.Threading.Channels;
using AndroidZen.TestKit.Delivery;

namespace AndroidZen.TestKit.Tests.Delivery;

public sealed class NumberedPublisherTests
{
    private static readonly Uri[] _hosts = [new("http://one"), new("http://two")];

    [Fact]
    public async Task Run_FailuresBeforeTheAnswer_RepeatsWithTheSameKeyAtAnotherHostUntilThen()
    {
        using var server = new ScriptedServer(HttpStatusCode.ServiceUnavailable, null, HttpStatusCode.OK);
        await using var publisher = new NumberedPublisher(NumberedTopic.Free("t"), _hosts, "run", rate: 1000, inFlight: 1, server);
        var (first, second, third) = (await server.NextAsync(), await server.NextAsync(), await server.NextAsync());
        await publisher.StopAsync(SocketClient.Patience);

        Assert.Equal(("one", "two", "one"), (first.Host, second.Host, third.Host));
        Assert.Equal("run:t:1", first.Key);
        Assert.All([second, third], request => Assert.Equal(first.Key, request.Key));
        Assert.Contains("\"delivery_number\":1", first.Body, StringComparison.Ordinal);
        var outcome = publisher.Outcomes[0];
        Assert.Equal((1, 200, 3), (outcome.Number, outcome.Status, outcome.Attempts));
        Assert.True(outcome.IsAcknowledged);
        Assert.Equal(publisher.Outcomes.Select(published => published.Number), publisher.Expectation.Acknowledged);
    }

    [Fact]
    public async Task Run_Refused_IsNotRepeatedAndNotPromised()
    {
        using var server = new ScriptedServer(HttpStatusCode.BadRequest);
        await using var publisher = new NumberedPublisher(NumberedTopic.Free("t"), _hosts, "run", rate: 1000, inFlight: 1, server);
        await server.NextAsync();
        await server.NextAsync();
        await publisher.StopAsync(SocketClient.Patience);

        Assert.True(publisher.Outcomes[0].IsRefused);
        Assert.DoesNotContain(1, publisher.Expectation.Acknowledged);
        Assert.Contains(2, publisher.Expectation.Acknowledged);
    }

    [Fact]
    public async Task Run_OneIsNotAnswered_NumbersOvertakeItNoFurtherThanInFlight()
    {
        using var slow = new ServerThatHoldsTheFirst();
        using var quick = new ScriptedServer();
        await using var held = new NumberedPublisher(NumberedTopic.Free("t"), _hosts, "run", rate: 1000, inFlight: 4, slow);
        await using var clock = new NumberedPublisher(NumberedTopic.Free("t"), _hosts, "run", rate: 1000, inFlight: 4, quick);
        await Eventually.HoldsAsync("the others are answered, and time has passed", () => Task.FromResult(held.Answered >= 3 && clock.Answered >= 50));
        Assert.Equal(4, slow.Publications);

        slow.Answer();
        await Eventually.HoldsAsync("it goes on", () => Task.FromResult(held.Answered > 4));
    }

    /// <summary>Keeps one publication waiting, also when it is repeated.</summary>
    private sealed class ServerThatHoldsTheFirst : HttpMessageHandler
    {
        private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<string> _keys = [];
        private string? _held;

        /// <summary>How many publications have come.</summary>
        public int Publications
        {
            get
            {
                lock (_keys)
                {
                    return _keys.Count;
                }
            }
        }

        public void Answer() => _answer.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsHeld(request.Headers.GetValues("Idempotency-Key").Single()))
            {
                await _answer.Task.WaitAsync(cancellationToken);
            }

            return new HttpResponseMessage(HttpStatusCode.OK);
        }

        private bool IsHeld(string key)
        {
            lock (_keys)
            {
                _keys.Add(key);
                return key == (_held ??= key);
            }
        }
    }

    /// <summary>Answers as told, and with 200 from then on; a missing answer is a broken connection.</summary>
    private sealed class ScriptedServer(params HttpStatusCode?[] script) : HttpMessageHandler
    {
        private readonly Queue<HttpStatusCode?> _script = new(script);
        private readonly Channel<(string Host, string Key, string Body)> _requests = Channel.CreateUnbounded<(string, string, string)>();

        public async Task<(string Host, string Key, string Body)> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            _requests.Writer.TryWrite((request.RequestUri!.Host, request.Headers.GetValues("Idempotency-Key").Single(), body));
            var status = _script.TryDequeue(out var next) ? next : HttpStatusCode.OK;
            return new HttpResponseMessage(status ?? throw new HttpRequestException("broken"));
        }
    }
}
