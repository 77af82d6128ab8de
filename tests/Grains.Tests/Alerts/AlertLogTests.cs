using AndroidZen.Grains.Alerts;
using Orleans.Storage;
using static AndroidZen.Grains.Tests.Alerts.AlertSamples;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertLogTests
{
    private readonly AlertStore _store = new();

    [Fact]
    public async Task WriteAsync_Few_AreOneRecordAndOneWriteEach()
    {
        var log = await _store.OpenAsync();
        await log.FillAsync(1, 4);
        Assert.Equal((1, 4), (_store.Server.RecordsOf(_store.Grain), _store.Server.WritesOf(_store.Grain)));
        Assert.Equal([1, 2, 3, 4], await _store.NumbersAsync());
    }

    [Fact]
    public async Task WriteAsync_Many_AreInPagesAndTheHeadStaysSmall()
    {
        var log = await _store.OpenAsync();
        await log.FillAsync(1, 103);
        Assert.InRange(log.Log.Head.Pages.Length, 26, 40);
        Assert.InRange(log.Log.Head.Changed.Length, 0, 4);
        Assert.InRange(_store.Server.WritesOf(_store.Grain), 103, 103 * 2);
        Assert.Equal(Enumerable.Range(1, 103).Select(number => (long)number), await _store.NumbersAsync());
    }

    [Fact]
    public async Task WriteAsync_OldAlertChanges_OnlyItsPageIsWrittenAnew()
    {
        var log = await _store.OpenAsync();
        await log.PutAsync([.. Enumerable.Range(1, 40).Select(number => Alert(number))]);
        var writes = _store.Server.WritesOf(_store.Grain);
        for (var number = 1; number <= 5; number++)
        {
            await log.PutAsync(Alert(number).Acknowledged());
        }

        Assert.Equal(writes + 5 + 2, _store.Server.WritesOf(_store.Grain)); // Five heads; two pages for what shares one with the five.
        Assert.Equal([-1, -2, -3, -4, -5, 6, 7, 8], (await _store.NumbersAsync()).Take(8));
    }

    [Fact]
    public async Task WriteAsync_MostAlertsGo_SoDoTheirPagesAndTheRecordsAreUsedAgain()
    {
        var log = await _store.OpenAsync();
        await log.PutAsync([.. Enumerable.Range(1, 200).Select(number => Alert(number))]);
        var records = _store.Server.RecordsOf(_store.Grain);
        await log.RemoveAsync([.. Enumerable.Range(1, 200).Where(number => number % 10 != 0).Select(number => (long)number)]);
        Assert.InRange(log.Log.Head.Pages.Length, 1, 6);
        Assert.Equal(Enumerable.Range(1, 20).Select(number => 10L * number), await _store.NumbersAsync());
        await log.FillAsync(201, 300);
        Assert.InRange(_store.Server.RecordsOf(_store.Grain), 1, records + 6);
    }

    [Fact]
    public async Task WriteAsync_AlertsThatComeAndGo_LeaveFewPages()
    {
        var log = await _store.OpenAsync();
        for (var number = 1; number <= 300; number++)
        {
            await log.PutAsync(Alert(number));
            if (number > 10)
            {
                await log.RemoveAsync(number - 10);
            }
        }

        Assert.InRange(log.Log.Head.Pages.Length, 1, 8);
        Assert.Equal(Enumerable.Range(291, 10).Select(number => (long)number), await _store.NumbersAsync());
    }

    [Fact]
    public async Task WriteAsync_AlertLargerThanAPage_IsOneByItself()
    {
        var store = new AlertStore { PageBytes = 2048 };
        var log = await store.OpenAsync();
        await log.PutAsync(Alert(1), Alert(2, bytes: 10_000), Alert(3), Alert(4));
        await log.FillAsync(5, 8);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await store.NumbersAsync());
        Assert.Equal(10_000, (await store.OpenAsync()).Book.Find(2)!.Details.Length);
    }

    [Fact]
    public async Task LoadAsync_PageIsMissing_IsCountedAndTheRestIsThere()
    {
        var log = await _store.OpenAsync();
        await log.PutAsync([.. Enumerable.Range(1, 12).Select(number => Alert(number))]);
        _store.Server.Remove(_store.Grain, $"{AlertStore.Head}-{log.Log.Head.Pages[1]}");
        var next = await _store.OpenAsync();
        Assert.Equal((1, 8), (next.LostPages, next.Book.Numbers().Count()));
        await next.FillAsync(13, 20);
        Assert.Equal((0, 16), ((await _store.OpenAsync()).LostPages, (await _store.NumbersAsync()).Count()));
    }

    [Fact]
    public async Task LoadAsync_Untold_IsWhatTheLastWriteSaid()
    {
        var log = await _store.OpenAsync();
        await log.Log.WriteAsync(log.Book.With(Alert(1)), new HashSet<long> { 1 }, [new AlertTelling(1, "k")]);
        Assert.Equal([new AlertTelling(1, "k")], (await _store.OpenAsync()).Log.Head.Untold.ToArray());
    }

    [Fact]
    public async Task WriteAsync_NothingWasStored_IsTheCallersExceptionAndTheNextSucceeds()
    {
        var log = await _store.OpenAsync();
        await log.FillAsync(1, 4);
        _store.Server.Intercept(_store.Grain, _ => throw new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => log.PutAsync(Alert(5), Alert(1).Acknowledged()));
        _store.Server.Accept(_store.Grain);
        Assert.Equal([1, 2, 3, 4], await _store.NumbersAsync());
        await log.FillAsync(5, 9);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], await _store.NumbersAsync());
    }

    [Fact]
    public async Task WriteAsync_CrashBetweenPagesAndHead_LosesNothingAndMakesNothingSo()
    {
        var log = await _store.OpenAsync();
        await log.FillAsync(1, 8);
        _store.Server.Intercept(_store.Grain, write => write.State == AlertStore.Head ? throw new IOException("the silo dies") : Task.CompletedTask);
        await Assert.ThrowsAsync<IOException>(() => log.PutAsync(Alert(1).Acknowledged(), Alert(2).Acknowledged(), Alert(9), Alert(10), Alert(11)));
        _store.Server.Accept(_store.Grain);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await _store.NumbersAsync());

        var next = await _store.OpenAsync();
        await next.PutAsync(Alert(3).Acknowledged(), Alert(9), Alert(10), Alert(11), Alert(12));
        Assert.Equal([1, 2, -3, 4, 5, 6, 7, 8, 9, 10, 11, 12], await _store.NumbersAsync());
    }

    [Fact]
    public async Task WriteAsync_StoredAndYetFailed_Succeeds()
    {
        var log = await _store.OpenAsync();
        _store.Server.Intercept(_store.Grain, write =>
        {
            write.Store();
            throw new TimeoutException("The answer got lost.");
        });
        await log.FillAsync(1, 4);
        await Assert.ThrowsAnyAsync<Exception>(() => log.PutAsync(Alert(5))); // A page: whether it is stored is not asked.
        _store.Server.Accept(_store.Grain);
        await log.FillAsync(5, 20);
        Assert.Equal(20, (await _store.NumbersAsync()).Count());
    }

    [Fact]
    public async Task WriteAsync_AnotherActivationHasWritten_IsLostForGoodAndStoresNothing()
    {
        var old = await _store.OpenAsync();
        await old.FillAsync(1, 2);
        await (await _store.OpenAsync()).PutAsync(Alert(1).Acknowledged());
        await Assert.ThrowsAsync<InconsistentStateException>(() => old.PutAsync(Alert(3)));
        await Assert.ThrowsAsync<InconsistentStateException>(() => old.PutAsync(Alert(3)));
        Assert.Equal([-1, 2], await _store.NumbersAsync());
    }

    /// <summary>The old activation writes pages between the pages and the head of the new one.</summary>
    [Fact]
    public async Task WriteAsync_OldActivationWritesPagesWhileTheNewDoes_DoesNotWriteOverThem()
    {
        var old = await _store.OpenAsync();
        await old.FillAsync(1, 3);
        var next = await _store.OpenAsync();
        var isFirst = true;
        _store.Server.Intercept(_store.Grain, async write =>
        {
            if (write.State != AlertStore.Head && isFirst)
            {
                isFirst = false;
                write.Store();
                await Assert.ThrowsAnyAsync<Exception>(() => old.PutAsync([.. Enumerable.Range(4, 10).Select(number => Alert(number, device: "old"))]));
            }
        });
        await next.PutAsync(Alert(1).Acknowledged(), Alert(4), Alert(5));
        Assert.False(isFirst);
        Assert.Equal([-1, 2, 3, 4, 5], await _store.NumbersAsync());
        Assert.All((await _store.OpenAsync()).Book.Numbers(), number => Assert.Equal("d", next.Book.Find(number)!.DeviceId));
    }
}
