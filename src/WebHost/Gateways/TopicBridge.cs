using AndroidZen.Gateways;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Telemetry;
using Orleans.Streams;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Takes the events of this gateway's stream to its connections: each publication is encoded once, and nobody is waited for.</summary>
internal sealed partial class TopicBridge(GatewaySubscriptions subscriptions, GatewayHeart heart, ConnectionMonitor monitor, GatewayMonitor gateway, GatewayTraces traces, ILogger<TopicBridge> logger)
    : IAsyncBatchObserver<GatewayEvent>
{
    public Task OnNextAsync(IList<SequentialItem<GatewayEvent>> items)
    {
        heart.MarkHeard();
        var fanOut = FanOut.OfThisThread;
        try
        {
            foreach (var item in items)
            {
                if (item.Item.Publication is { } publication)
                {
                    Deliver(publication, item.Item, fanOut);
                }
                else if (item.Item.Heartbeat is { } heartbeat)
                {
                    heart.OnHeartbeat(heartbeat);
                }
            }
        }
        finally
        {
            fanOut.Write();
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(ex);
        return Task.CompletedTask;
    }

    private void Deliver(Publication publication, GatewayEvent gatewayEvent, FanOut fanOut)
    {
        using var activity = GatewayTraces.StartFanOut(gatewayEvent);
        var (verdict, receivers) = subscriptions.Deliver(publication, fanOut, traces.ForFrame(activity));
        gateway.Received(verdict);
        activity?.SetTag("androidzen.receivers", receivers).SetTag("androidzen.verdict", verdict.ToString());
        switch (verdict)
        {
            case LedgerVerdict.Next:
                gateway.Delivered(publication.Timestamp);
                monitor.Delivered(receivers);
                LogDelivered(publication.Topic, publication.Position.Offset, receivers);
                break;
            case LedgerVerdict.Duplicate:
                LogDuplicateDropped(publication.Topic, publication.Position.Offset);
                break;
            default:
                LogParked(publication.Topic, publication.Position.Offset);
                break;
        }
    }

    [LoggerMessage(EventIds.Delivered, LogLevel.Debug, "Delivered {Topic} at offset {Offset} to {Receivers} connections")]
    private partial void LogDelivered(string topic, long offset, int receivers);

    [LoggerMessage(EventIds.DuplicateDropped, LogLevel.Debug, "Dropped {Topic} at offset {Offset}: it was delivered before, or nobody is there any more")]
    private partial void LogDuplicateDropped(string topic, long offset);

    [LoggerMessage(EventIds.Parked, LogLevel.Debug, "{Topic} at offset {Offset} waits for what is missing before it")]
    private partial void LogParked(string topic, long offset);

    [LoggerMessage(EventIds.StreamFailed, LogLevel.Error, "The gateway's stream reported an error")]
    private partial void LogStreamFailed(Exception exception);
}
