using AndroidZen.Alerts;
using AndroidZen.Grains.Alerts;
using static AndroidZen.Grains.Tests.Alerts.AlertSamples;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertBatchTests
{
    private static readonly byte[] _details = "{}"u8.ToArray();

    [Fact]
    public void Raise_New_IsOpenAndToldUnderTheRequestsKey()
    {
        var batch = Book(Alert(4)).Batch();
        Assert.Equal("security/d/k", batch.Raise("d", _details, "security/d/k"));
        var alert = batch.Tellings["security/d/k"];
        Assert.Equal((5, "d", Start.AddSeconds(100), true), (alert.Number, alert.DeviceId, alert.RaisedAt, alert.IsOpen()));
        Assert.Matches("^alert_[0-9a-f]{32}$", alert.Id);
        Assert.Equal([4, 5], batch.Book.Numbers());
        Assert.Equal([5], batch.Changed);
    }

    [Fact]
    public void Raise_WithoutAKey_IsAnotherAlertEachTime()
    {
        var batch = Book().Batch();
        var keys = new[] { batch.Raise("d", _details, null), batch.Raise("d", _details, null) };
        Assert.Equal(2, keys.Distinct().Count());
        Assert.Equal(keys, batch.Book.List(new AlertQuery { Limit = 2 }, 1000).Alerts.Reverse().Select(alert => $"alert/{alert.Id}"));
    }

    [Fact]
    public void Raise_AgainInItsTime_IsTheSameAlertAndToldAgain()
    {
        var first = Book().Batch();
        first.Raise("d", _details, "k");
        var again = first.Book.Batch(100 + RepeatWindow.TotalSeconds);
        Assert.Equal("k", again.Raise("d", "{\"another\":1}"u8.ToArray(), "k"));
        Assert.Equal((0, first.Book.Find(1)), (again.Changed.Count, again.Tellings["k"]));
        Assert.Same(first.Book, again.Book);
    }

    [Fact]
    public void Raise_AgainAfterItsTime_IsANewAlertAndThatOneIsKnownThen()
    {
        var batch = Book().Batch();
        batch.Raise("d", _details, "k");
        for (var life = 2; life <= 4; life++)
        {
            batch = batch.Book.Batch(life * (RepeatWindow.TotalSeconds + 101));
            batch.Raise("d", _details, "k");
            batch.Raise("d", _details, "k");
            Assert.Equal(life, batch.Book.Open.Count);
        }
    }

    [Fact]
    public void Raise_MoreThanMayBeOpen_GivesTheOldestUp()
    {
        var batch = Book(Alert(1), Alert(2).Acknowledged(), Alert(3)).Batch(options: new AlertOptions { MaxOpen = 2 });
        batch.Raise("d", _details, null);
        Assert.Equal([2, 3, 4], batch.Book.Numbers());
        Assert.Equal([1], batch.GivenUp.Select(alert => alert.Number));
        Assert.Equal([1, 4], batch.Changed.Order());
    }

    [Fact]
    public void Raise_MoreBytesThanAllMayHave_AcknowledgedGoFirstThenOpenButNotTheLatest()
    {
        var options = new AlertOptions { MaxBytes = 64 * 1024 };
        var batch = Book(Alert(1, bytes: 30_000), Alert(2, bytes: 20_000).Acknowledged(), Alert(3, bytes: 10_000)).Batch(options: options);
        batch.Raise("d", new byte[10_000], null);
        Assert.Equal([1, 3, 4], batch.Book.Numbers());
        Assert.Empty(batch.GivenUp);

        batch.Raise("d", new byte[100_000], null);
        Assert.Equal([5], batch.Book.Numbers());
        Assert.Equal([1, 3, 4], batch.GivenUp.Select(alert => alert.Number));
    }

    [Fact]
    public void Acknowledge_Open_IsStoredAndTold()
    {
        var batch = Book(Alert(1)).Batch();
        var (outcome, alert) = batch.Acknowledge("alert_1", "ann", "seen");
        Assert.Equal((AcknowledgeOutcome.Acknowledged, "ann", "seen", Start.AddSeconds(100)), (outcome, alert!.AcknowledgedBy, alert.Note, alert.AcknowledgedAt));
        Assert.Equal(alert, batch.Tellings["alert/alert_1/acknowledged"]);
        Assert.Equal((0, 1), (batch.Book.Open.Count, batch.Changed.Single()));
    }

    [Fact]
    public void Acknowledge_Again_TheFirstCounts()
    {
        var batch = Book(Alert(1)).Batch();
        var first = batch.Acknowledge("alert_1", "ann", "seen");
        Assert.Equal(first with { Outcome = AcknowledgeOutcome.WasAcknowledged }, batch.Acknowledge("alert_1", "bob", null));
        Assert.Single(batch.Tellings);
    }

    [Fact]
    public void Acknowledge_Unknown_IsNotFoundAndChangesNothing()
    {
        var batch = Book(Alert(1)).Batch();
        Assert.Equal(default, batch.Acknowledge("alert_2", "ann", null));
        Assert.Equal((0, 0), (batch.Changed.Count, batch.Tellings.Count));
    }

    [Fact]
    public void Acknowledge_MoreThanAreKept_ThoseGoThatWereAcknowledgedFirst()
    {
        var batch = Book(Alert(1), Alert(2).Acknowledged(20), Alert(3).Acknowledged(10)).Batch(options: new AlertOptions { MaxAcknowledged = 2 });
        batch.Acknowledge("alert_1", "ann", null);
        Assert.Equal([1, 2], batch.Book.Numbers());
        Assert.Empty(batch.GivenUp);
    }

    [Fact]
    public void Escalate_TimeIsOver_IsToldOnce()
    {
        var options = new AlertOptions { EscalateAfter = TimeSpan.FromSeconds(95) };
        var batch = Book(Alert(1), Alert(2).Acknowledged(), Alert(5), Alert(6)).Batch(100, options);
        batch.Escalate();
        Assert.Equal([1, 5], batch.Escalated.Select(alert => alert.Number));
        Assert.Equal(["alert/alert_1/escalated", "alert/alert_5/escalated"], batch.Tellings.Keys);
        Assert.All(batch.Tellings.Values, alert => Assert.Equal(Start.AddSeconds(100), alert.EscalatedAt));
        Assert.Equal(6, batch.Book.Unescalated.Single().Number);
        batch.Escalate();
        Assert.Equal(2, batch.Escalated.Count);
        Assert.Equal([1, 5, 6], batch.Book.Open);
    }

    [Fact]
    public void Escalate_Never_IsNever()
    {
        var batch = Book(Alert(1)).Batch(1e9, new AlertOptions { EscalateAfter = TimeSpan.Zero });
        batch.Escalate();
        Assert.Empty(batch.Escalated);
    }

    [Fact]
    public void Escalate_AfterALongOutage_IsABatchAtATime()
    {
        var options = new AlertOptions { MaxCommitBatch = 3 };
        var book = Book([.. Enumerable.Range(1, 7).Select(number => Alert(number))]);
        foreach (var expected in new[] { 3, 3, 1, 0 })
        {
            var batch = book.Batch(10_000, options);
            batch.Escalate();
            Assert.Equal(expected, batch.Escalated.Count);
            book = batch.Book;
        }
    }
}
