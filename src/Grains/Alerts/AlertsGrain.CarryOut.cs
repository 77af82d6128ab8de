using AndroidZen.Alerts;
using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace AndroidZen.Grains.Alerts;

/// <summary>Carrying out a batch: applied, stored with one write, published, answered. What fails on the way fails for all of the batch; to repeat it is harmless.</summary>
internal sealed partial class AlertsGrain
{
    private async Task<IReadOnlyList<AlertAnswer>> CarryOutAsync(IReadOnlyList<AlertOperation> operations)
    {
        await _loading.WhenDoneAsync(); // Not to be tried again by the timer: before, there is nothing to tell.
        try
        {
            var batch = new AlertBatch(_book, options.Value, topics.Value.IdempotencyWindow, clock.GetUtcNow());
            List<(string? Key, AlertAnswer Answer)> applied = [.. operations.Select(operation => Apply(operation, batch))];
            await StoreAsync(batch);
            var receipts = await TellAsync();
            var answers = new List<AlertAnswer>();
            foreach (var (operation, (key, answer)) in operations.Zip(applied))
            {
                answers.Add(operation switch
                {
                    RaiseAlert raise => answer with { Receipt = Remember(raise.PublicationKey, receipts[key!]) },
                    ReadAlerts read => answer with { Read = await ReadAsync(read.Request) },
                    _ => answer,
                });
            }

            await WatchAsync(operations);
            return answers;
        }
        catch
        {
            WatchLater();
            throw;
        }
    }

    /// <returns>The answer, and the key of the publication whose receipt belongs to it.</returns>
    private static (string? Key, AlertAnswer Answer) Apply(AlertOperation operation, AlertBatch batch)
    {
        switch (operation)
        {
            case RaiseAlert raise:
                return (batch.Raise(raise.DeviceId, raise.Details, raise.PublicationKey), default);
            case AcknowledgeAlert acknowledge:
                return (null, new AlertAnswer { Acknowledgement = batch.Acknowledge(acknowledge.Id, acknowledge.By, acknowledge.Note) });
            case EscalateAlerts:
                batch.Escalate();
                return default;
            default:
                return default;
        }
    }

    /// <summary>Durable before visible. Only what is stored is the state; a write that fails leaves everything as it was.</summary>
    private async Task StoreAsync(AlertBatch batch)
    {
        if (batch.Changed.Count > 0)
        {
            await RemindAsync(batch.Book);
            try
            {
                await _log.WriteAsync(batch.Book, batch.Changed, _untold.Concat(batch.Tellings).Select(telling => new AlertTelling(telling.Value.Number, telling.Key)).Distinct());
            }
            catch (InconsistentStateException exception)
            {
                LogWrittenElsewhere(exception);
                DeactivateOnIdle(); // The next activation reads what is so.
                throw;
            }

            _book = batch.Book;
            foreach (var alert in batch.Escalated)
            {
                LogEscalated(alert.Id, alert.DeviceId, alert.RaisedAt);
            }

            foreach (var alert in batch.GivenUp)
            {
                LogGivenUp(alert.Id, alert.DeviceId, alert.RaisedAt);
            }
        }

        foreach (var (key, _) in _untold.Where(telling => _book.Find(telling.Value.Number) is null).ToList())
        {
            _untold.Remove(key); // There may be no end to what cannot be published.
        }

        foreach (var (key, alert) in batch.Tellings)
        {
            _untold[key] = alert;
        }
    }

    /// <summary>Publishes what is stored and has not been published: of this batch, and of those before whose publication failed.</summary>
    private async Task<Dictionary<string, PublicationReceipt>> TellAsync()
    {
        var receipts = new Dictionary<string, PublicationReceipt>(StringComparer.Ordinal);
        try
        {
            foreach (var tellings in _untold.ToArray().Chunk(options.Value.MaxCommitBatch))
            {
                await Task.WhenAll(tellings.Select(telling => TellAsync(telling.Key, telling.Value)));
            }
        }
        catch (Exception exception)
        {
            LogUntold(exception, _untold.Count);
            throw;
        }

        return receipts;

        async Task TellAsync(string key, Alert alert)
        {
            // As it is now: nobody needs to hear what an alert was before.
            receipts[key] = await Topic.PublishAsync(AlertMessages.Draft(_book.Find(alert.Number) ?? alert, key), CancellationToken.None);
            _untold.Remove(key);
        }
    }

    private async Task<TopicRead> ReadAsync(TopicReadRequest request)
    {
        var read = await Topic.ReadAsync(request, CancellationToken.None);
        return read with
        {
            Snapshot = read.IsAtTop() ? [.. _book.Open.Select(number => AlertMessages.Snapshot(_book.Find(number)!, TopicNames.Security, read.Position))] : null,
        };
    }

    private PublicationReceipt Remember(string? key, PublicationReceipt receipt)
    {
        _repeats.Add(key, receipt, clock.GetUtcNow());
        return receipt;
    }

    [LoggerMessage(EventIds.AlertGivenUp, LogLevel.Warning, "Alert {AlertId} about device {DeviceId}, raised at {RaisedAt}, is given up, though nobody has acknowledged it: there are too many (Alerts:MaxOpen, Alerts:MaxBytes)")]
    private partial void LogGivenUp(string alertId, string deviceId, DateTimeOffset raisedAt);

    [LoggerMessage(EventIds.AlertsUntold, LogLevel.Warning, "{Count} changes of alerts are stored, but could not be published; trying again")]
    private partial void LogUntold(Exception exception, int count);

    [LoggerMessage(EventIds.AlertsWrittenElsewhere, LogLevel.Warning, "The alerts must be read again; what was being changed may be stored or not")]
    private partial void LogWrittenElsewhere(Exception exception);
}
