using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace AndroidZen.TestKit.Delivery;

/// <summary>
/// A back end that publishes 1, 2, 3, … on a topic, at a steady rate, and repeats what was not answered, with the same <c>Idempotency-Key</c> and at another host, until it is.
/// </summary>
public sealed class NumberedPublisher : IAsyncDisposable
{
    private static readonly TimeSpan _attemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, PublishOutcome> _outcomes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly NumberedTopic _topic;
    private readonly IReadOnlyList<Uri> _hosts;
    private readonly string _run;
    private readonly int _inFlight;
    private readonly HttpClient _http;
    private readonly string _token = TestTokens.Mint("admin", role: "admin", lifetime: TimeSpan.FromDays(1));
    private readonly Task _running;
    private int _host;

    /// <summary>Begins to publish.</summary>
    /// <param name="topic">Where.</param>
    /// <param name="hosts">The web hosts to choose from.</param>
    /// <param name="run">Names this run in the messages.</param>
    /// <param name="rate">Messages a second, as long as answers come.</param>
    /// <param name="inFlight">How many may wait for their answers, the oldest of them included: no number overtakes another by so many. With one, the numbers' order is the topic's order.</param>
    /// <param name="handler">In place of the network.</param>
    public NumberedPublisher(NumberedTopic topic, IReadOnlyList<Uri> hosts, string run, double rate, int inFlight = 1, HttpMessageHandler? handler = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        (_topic, _hosts, _run, _inFlight) = (topic, hosts, run, inFlight);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) });
        _running = RunAsync(TimeSpan.FromSeconds(1 / rate));
    }

    public string Topic => _topic.Name;

    /// <summary>How many numbers there are whose end is known.</summary>
    public int Answered => _outcomes.Count;

    /// <summary>How each number fared whose end is known.</summary>
    public IReadOnlyList<PublishOutcome> Outcomes => [.. _outcomes.Values.OrderBy(outcome => outcome.Number)];

    /// <summary>What subscribers must have got by now.</summary>
    public TopicExpectation Expectation => new(_topic.Name, _topic.IsDurable, [.. Outcomes.Where(outcome => outcome.IsAcknowledged).Select(outcome => outcome.Number)], _inFlight);

    /// <summary>The figures, in one line.</summary>
    public string Report()
    {
        var outcomes = Outcomes;
        return $"{Topic}: {outcomes.Count} published, {outcomes.Count(outcome => outcome.IsAcknowledged)} acknowledged, {outcomes.Count(outcome => outcome.Attempts > 1)} of them repeated, "
            + $"longest {outcomes.Select(outcome => outcome.Took.TotalSeconds).DefaultIfEmpty().Max():F1} s, last failure: {outcomes.LastOrDefault(outcome => outcome.LastFailure is not null)?.LastFailure ?? "none"}";
    }

    /// <summary>Publishes nothing new, and waits until what is under way has been answered.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        _giveUp.CancelAfter(patience);
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _giveUp.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
        _giveUp.Dispose();
    }

    private async Task RunAsync(TimeSpan period)
    {
        using var ticks = new PeriodicTimer(period);
        var underWay = new Queue<Task>();
        try
        {
            for (var number = 1L; await ticks.WaitForNextTickAsync(_stop.Token); number++)
            {
                if (underWay.Count == _inFlight)
                {
                    // The oldest one, so that no number overtakes another by more than that.
                    await underWay.Peek().WaitAsync(_stop.Token);
                    _ = underWay.Dequeue();
                }

                underWay.Enqueue(PublishAsync(number));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }

        await Task.WhenAll(underWay);
    }

    private async Task PublishAsync(long number)
    {
        var started = Stopwatch.GetTimestamp();
        var (status, attempts, pause) = (0, 0, _firstPause);
        string? failure = null;
        try
        {
            while (status == 0)
            {
                attempts++;
                (status, var why) = await TryAsync(number);
                if (status == 0)
                {
                    failure = why;
                    Interlocked.Increment(ref _host);
                    await Task.Delay(pause, _giveUp.Token);
                    pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given up.
        }

        _outcomes[number] = new PublishOutcome(number, status, attempts, Stopwatch.GetElapsedTime(started), failure);
    }

    /// <returns>The status, or 0 and why it has to be tried again.</returns>
    private async Task<(int Status, string? Failure)> TryAsync(long number)
    {
        var host = _hosts[(int)((uint)_host % (uint)_hosts.Count)];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_giveUp.Token);
        deadline.CancelAfter(_attemptTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, _topic.Path)) { Content = JsonContent.Create(_topic.Request(_run, number)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Headers.Add("Idempotency-Key", $"{_run}:{Topic}:{number}");
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            return (int)response.StatusCode == 503 ? (0, $"503 from {host}") : ((int)response.StatusCode, null);
        }
        catch (HttpRequestException exception)
        {
            return (0, $"{exception.HttpRequestError} from {host}");
        }
        catch (OperationCanceledException) when (!_giveUp.IsCancellationRequested)
        {
            return (0, $"no answer from {host} in {_attemptTimeout.TotalSeconds} s");
        }
    }
}
