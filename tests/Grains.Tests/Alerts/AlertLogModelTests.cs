using AndroidZen.Alerts;
using static AndroidZen.Grains.Tests.Alerts.AlertSamples;

namespace AndroidZen.Grains.Tests.Alerts;

/// <summary>Random changes, failures, crashes and activations that do not know of each other, against a plain dictionary.</summary>
public class AlertLogModelTests
{
    private readonly AlertStore _store = new() { PageAlerts = 5 };
    private Dictionary<long, Alert> _stored = [];
    private long _last;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task WriteAsync_AtRandom_NothingIsLostAndNothingComesBack(int seed)
    {
        var random = new Random(seed);
        var log = await _store.OpenAsync();
        var old = log;
        for (var step = 0; step < 600; step++)
        {
            Change(random, out var changed, out var removed);
            var failure = random.Next(10);
            Fail(failure, random.Next(3));
            try
            {
                await log.PutAsync([.. changed]);
                _stored = Merge(changed, []);
                await log.RemoveAsync([.. removed]);
                _stored = Merge([], removed);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                // Nothing was stored: the log goes on as it was.
            }

            _store.Server.Accept(_store.Grain);
            if (random.Next(8) == 0)
            {
                (old, log) = (log, await _store.OpenAsync());
                AssertIsStored(log);
            }

            if (random.Next(20) == 0 && old != log)
            {
                await log.PutAsync(); // It owns the head now, and the one before must not write any more.
                await Assert.ThrowsAnyAsync<Exception>(() => old.PutAsync([.. Enumerable.Range(1, 7).Select(number => Alert(10_000 + number))]));
            }

            AssertIsStored(await _store.OpenAsync());
        }
    }

    private Dictionary<long, Alert> Merge(IEnumerable<Alert> changed, IEnumerable<long> removed)
    {
        var next = new Dictionary<long, Alert>(_stored);
        foreach (var alert in changed)
        {
            next[alert.Number] = alert;
        }

        foreach (var number in removed)
        {
            next.Remove(number);
        }

        return next;
    }

    private void Change(Random random, out List<Alert> changed, out List<long> removed)
    {
        changed = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Alert(++_last))];
        changed.AddRange(_stored.Values.Where(_ => random.Next(10) == 0).Take(3).Select(alert => alert.Acknowledged()));
        removed = [.. _stored.Keys.Where(_ => random.Next(12) == 0).Take(3)];
    }

    /// <summary>The write of a head or a page fails before it is stored, or a head's after it.</summary>
    private void Fail(int failure, int passed)
    {
        if (failure < 3)
        {
            _store.Server.Intercept(_store.Grain, write =>
            {
                if (passed-- > 0)
                {
                    return Task.CompletedTask;
                }

                if (failure == 2 && write.State == AlertStore.Head)
                {
                    write.Store();
                }

                throw new IOException("disk full");
            });
        }
    }

    private void AssertIsStored(AlertStore.Activation log)
    {
        Assert.Equal(_stored.Keys.Order(), log.Book.Numbers());
        Assert.All(_stored.Values, alert => Assert.Equal(alert.IsOpen(), log.Book.Find(alert.Number)!.IsOpen()));
        Assert.Equal(0, log.LostPages);
    }
}
