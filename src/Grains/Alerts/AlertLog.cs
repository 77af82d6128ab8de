using AndroidZen.Alerts;
using AndroidZen.Grains.Storage;
using Orleans.Storage;

namespace AndroidZen.Grains.Alerts;

/// <summary>
/// The alerts in grain storage. Each change writes the head, however many alerts there are: it has those that have changed lately, and names the pages that have the others. So one write
/// makes a whole batch so, or nothing of it. When the head has too many, they go into pages; a page is never written over while a head names it: what takes its place is written beside it, and
/// the next head names that.
/// </summary>
/// <param name="storage">Any of Orleans' storage providers.</param>
/// <param name="grain">Whose log it is.</param>
/// <param name="pageAlerts">The most alerts in a page, and changes in the head.</param>
/// <param name="pageBytes">The most bytes of alerts in a page, and of changes in the head.</param>
internal sealed class AlertLog(IGrainStorage storage, GrainId grain, int pageAlerts, int pageBytes)
{
    private readonly SlottedRecords<AlertLogHead, AlertLogPage> _records =
        new(storage, grain, "alerts", static (message, failure) => new InconsistentStateException(message, failure));

    /// <summary>The head as it was last read or written.</summary>
    public AlertLogHead Head => _records.Head;

    /// <summary>Reads everything.</summary>
    /// <returns>The alerts, and how many pages are missing.</returns>
    public async Task<(AlertBook Book, int LostPages)> LoadAsync()
    {
        var pages = await _records.LoadAsync(static head => head.Pages);
        var alerts = new Dictionary<long, Alert>();
        foreach (var alert in pages.SelectMany(page => page.Alerts).Concat(Head.Changed))
        {
            alerts[alert.Number] = alert;
        }

        foreach (var number in Head.Removed)
        {
            alerts.Remove(number);
        }

        return (AlertBook.Of(alerts.Values, Head.LastNumber), pages.Count(page => page.Alerts.IsEmpty));
    }

    /// <summary>Stores what has changed, all of it or nothing.</summary>
    /// <param name="book">The alerts as they will be.</param>
    /// <param name="changed">The numbers of those that are others than before, or gone.</param>
    /// <param name="untold">What has still to be published.</param>
    /// <exception cref="InconsistentStateException">Whether it is stored cannot be told, or another activation has written: this one must end.</exception>
    public async Task WriteAsync(AlertBook book, IReadOnlySet<long> changed, IEnumerable<AlertTelling> untold)
    {
        _records.ThrowIfLost();
        var numbers = Head.Changed.Select(alert => alert.Number).Concat(Head.Removed).Concat(changed).Distinct().ToList();
        var next = Head with
        {
            Write = SlottedRecords<AlertLogHead, AlertLogPage>.NewWrite(),
            LastNumber = book.LastNumber,
            Changed = [.. numbers.Select(book.Find).OfType<Alert>()],
            Removed = [.. numbers.Where(number => book.Find(number) is null)],
            Untold = [.. untold],
        };
        if (numbers.Count > pageAlerts || next.Changed.Sum(AlertBook.SizeOf) > pageBytes)
        {
            if (!_records.IsOwner)
            {
                await _records.WriteHeadAsync(Head with { Write = SlottedRecords<AlertLogHead, AlertLogPage>.NewWrite() });
            }

            next = next with { Pages = [.. await WritePagesAsync(book, [.. numbers])], Changed = [], Removed = [] };
        }

        await _records.WriteHeadAsync(next);
    }

    /// <summary>Puts what has changed, and whatever shares a page with it, into new pages.</summary>
    /// <returns>The slots of all pages.</returns>
    private async Task<List<int>> WritePagesAsync(AlertBook book, HashSet<long> changed)
    {
        var kept = Head.Pages.Where(slot => !_records[slot].Alerts.Any(alert => changed.Contains(alert.Number))).ToList();
        if (kept.Count > 0 && kept.MinBy(FillOf) is var emptiest && FillOf(emptiest) <= 0.5)
        {
            kept.Remove(emptiest); // Else there would be more and more pages with little in them.
        }

        var alerts = Head.Pages.Except(kept).SelectMany(slot => _records[slot].Alerts.Select(alert => alert.Number)).Concat(changed).Distinct().Order().Select(book.Find).OfType<Alert>();
        var pages = Paginate(alerts).ToList();
        var slots = Enumerable.Range(0, Head.Pages.Length + pages.Count).Except(Head.Pages).Take(pages.Count).ToList();
        await Task.WhenAll(slots.Zip(pages, (slot, page) => _records.WriteSlotAsync(slot, page)));
        return [.. kept, .. slots];
    }

    private IEnumerable<AlertLogPage> Paginate(IEnumerable<Alert> alerts)
    {
        var page = new List<Alert>();
        var bytes = 0L;
        foreach (var alert in alerts)
        {
            bytes += AlertBook.SizeOf(alert);
            if (page.Count == pageAlerts || (page.Count > 0 && bytes > pageBytes))
            {
                yield return new AlertLogPage { Alerts = [.. page] };
                page.Clear();
                bytes = AlertBook.SizeOf(alert);
            }

            page.Add(alert);
        }

        if (page.Count > 0)
        {
            yield return new AlertLogPage { Alerts = [.. page] };
        }
    }

    private double FillOf(int slot)
    {
        var alerts = _records[slot].Alerts;
        return Math.Max((double)alerts.Length / pageAlerts, (double)alerts.Sum(AlertBook.SizeOf) / pageBytes);
    }
}
