using AndroidZen.Alerts;
using AndroidZen.Grains.Alerts;
using static AndroidZen.Grains.Tests.Alerts.AlertSamples;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertBookTests
{
    private readonly AlertBook _book = Book(
        [.. Enumerable.Range(1, 10).Select(number => Alert(number, device: number % 2 == 0 ? "even" : "odd")).Select(alert => alert.Number <= 4 ? alert.Acknowledged() : alert)]);

    [Fact]
    public void List_All_AreTheNewestFirst() => Assert.Equal([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Numbers(new AlertQuery { Limit = 10 }, out _));

    [Theory]
    [InlineData(AlertState.Open, null, new long[] { 10, 9, 8, 7, 6, 5 })]
    [InlineData(AlertState.Acknowledged, null, new long[] { 4, 3, 2, 1 })]
    [InlineData(null, "even", new long[] { 10, 8, 6, 4, 2 })]
    [InlineData(AlertState.Acknowledged, "odd", new long[] { 3, 1 })]
    [InlineData(AlertState.Open, "another", new long[0])]
    public void List_WithAFilter_HasThoseAlone(AlertState? state, string? device, long[] expected)
    {
        Assert.Equal(expected, Numbers(new AlertQuery { State = state, DeviceId = device, Limit = 10 }, out var next));
        Assert.Null(next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void List_PageAfterPage_HasEachOnce(int limit)
    {
        var all = new List<long>();
        var query = new AlertQuery { State = AlertState.Open, Limit = limit };
        for (long? next = long.MaxValue; next is not null;)
        {
            var page = Numbers(query with { Before = next }, out next);
            Assert.InRange(page.Count(), 1, limit);
            all.AddRange(page);
        }

        Assert.Equal([10, 9, 8, 7, 6, 5], all);
    }

    [Fact]
    public void List_AlertsCameAndWentMeanwhile_GoesOnWhereItWas()
    {
        Assert.Equal([10, 9, 8], Numbers(new AlertQuery { Limit = 3 }, out var next));
        var later = _book.With(Alert(11)).Without(8).Without(7);
        Assert.Equal([6, 5, 4], later.List(new AlertQuery { Limit = 3, Before = next }, int.MaxValue).Alerts.Select(alert => alert.Number));
    }

    [Fact]
    public void List_MoreBytesThanAnAnswerHas_EndsEarlierButHasOne()
    {
        var book = Book(Alert(1, bytes: 5000), Alert(2, bytes: 100), Alert(3, bytes: 100));
        var list = book.List(new AlertQuery { Limit = 10 }, maxBytes: 1000);
        Assert.Equal([3, 2], list.Alerts.Select(alert => alert.Number));
        list = book.List(new AlertQuery { Limit = 10, Before = list.Next }, maxBytes: 1000);
        Assert.Equal(1, list.Alerts.Single().Number);
        Assert.Null(list.Next);
    }

    [Fact]
    public void With_AnotherVersion_TakesThePlaceOfTheOld()
    {
        var book = Book(Alert(1), Alert(2)).With(Alert(1).Acknowledged());
        Assert.Equal((2, 1, 2), (book.Open.Single(), book.Acknowledged.Single().Number, book.Unescalated.Single().Number));
        Assert.Equal(2 * AlertBook.SizeOf(Alert(1)), book.Bytes);
        Assert.False(book.Find("alert_1")!.IsOpen());
    }

    [Fact]
    public void Without_TheLast_LeavesNothingButItsNumber()
    {
        var book = Book(Alert(1)).Without(1).Without(1);
        Assert.Equal((0, 0, 0, 0, 1), (book.Open.Count, book.Acknowledged.Count, book.Unescalated.Count, book.Bytes, book.LastNumber));
        Assert.Null(book.Find("alert_1"));
    }

    private IEnumerable<long> Numbers(AlertQuery query, out long? next)
    {
        var list = _book.List(query, int.MaxValue);
        next = list.Next;
        return list.Alerts.Select(alert => alert.Number);
    }
}
