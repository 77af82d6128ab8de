using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>The topic has begun anew, or publications of it are gone for good.</summary>
internal sealed partial class TopicReceivers
{
    private Task _returning = Task.CompletedTask;
    private Exception? _whyNotReturned;

    /// <summary>
    /// What receivers must know before the next publication: it does not follow on the last. They get what is kept after <paramref name="position"/>. But who has asked for the snapshot, of a topic whose
    /// snapshot is its owner's state, is served as if it had come back with what it has: changes alone would not tell it the truth.
    /// </summary>
    private void TellRestart(TopicPosition before, TopicPosition position, long lost)
    {
        _sequencer.Restarted(position, lost);
        var isWhole = InTheEpochOfNow(before) == position;
        var frame = FrameEncoder.Subscribed(_topic, new SubscriptionAnswer(position, Recovered: false, Missed: lost > 0 || isWhole ? lost : null), _clock.GetUtcNow(), default);
        var returning = new List<Task> { _returning };
        foreach (var (connection, place) in _places.Where(place => place.Value.IsReceiving).ToList())
        {
            if (_sequencer.HasOwner && place.WantsState && !isWhole)
            {
                returning.Add(ReturnAsync(connection, place, before));
            }
            else
            {
                connection.Enqueue(frame);
            }
        }

        _returning = Task.WhenAll(returning);
    }

    /// <summary>Takes a receiver out, and lets it come back with what it has.</summary>
    private Task ReturnAsync(ClientConnection connection, Place place, TopicPosition since)
    {
        _receivers--;
        _places[connection] = new Place(++_tickets);
        var request = new SubscriptionRequest(since, WithSnapshot: true, LatestOnly: place.Conflation == Conflation.Always);
        return ReturnAsync(new Activation(connection, _tickets, request, answer => connection.Enqueue(FrameEncoder.Subscribed(_topic, answer, _clock.GetUtcNow(), default))));
    }

    /// <summary>Nobody else would make it receive again, so it is tried until it does, or is gone.</summary>
    private async Task ReturnAsync(Activation activation)
    {
        await Task.Yield(); // The lock is held.
        for (var delay = _minRepairDelay; ; delay = delay * 2 < _maxRepairDelay ? delay * 2 : _maxRepairDelay)
        {
            try
            {
                await ActivateAsync(activation);
                return;
            }
            catch (Exception exception)
            {
                // All who wait have the same exception of the one read.
                if (Interlocked.Exchange(ref _whyNotReturned, exception) != exception)
                {
                    _sequencer.RepairFailed(exception);
                }

                await Task.Delay(delay, _clock);
            }
        }
    }
}
