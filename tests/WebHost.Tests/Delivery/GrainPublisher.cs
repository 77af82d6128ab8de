using System.Text.Json;
using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>Publishes 1, 2, 3, … on a topic all the time, one after the other, each again with its key until it is acknowledged.</summary>
internal sealed class GrainPublisher : IAsyncDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly string _topic;
    private readonly string _run;
    private readonly bool _isDurable;
    private readonly ISubscriptionGrain _grain;
    private readonly Task _publishing;
    private long _acknowledged;

    public GrainPublisher(IGrainFactory grains, string topic, bool isDurable, string run)
    {
        (_topic, _isDurable, _run) = (topic, isDurable, run);
        _grain = grains.GetGrain<ISubscriptionGrain>(topic);
        _publishing = PublishAsync();
    }

    /// <summary>The last number that has been acknowledged; all before it have been too.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public TopicExpectation Expectation => new(_topic, _isDurable, [.. Enumerable.Range(1, (int)Acknowledged).Select(number => (long)number)], InFlight: 1);

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _publishing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task PublishAsync()
    {
        using var timer = new PeriodicTimer(_interval);
        while (!_stopping.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync();
            var number = _acknowledged + 1;
            var draft = new PublicationDraft
            {
                Type = "system_message",
                Data = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { [NumberedTopic.RunMember] = _run, [NumberedTopic.NumberMember] = number }),
                IdempotencyKey = $"{_run}/{number}",
            };
            try
            {
                await _grain.PublishAsync(draft);
                Volatile.Write(ref _acknowledged, number);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                // Again, with the same key.
            }
        }
    }
}
