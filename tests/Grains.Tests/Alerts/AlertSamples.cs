using AndroidZen.Alerts;
using AndroidZen.Grains.Alerts;

namespace AndroidZen.Grains.Tests.Alerts;

/// <summary>Alerts, and books of them.</summary>
internal static class AlertSamples
{
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromMinutes(10);

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An alert that was raised so many seconds after the start.</summary>
    public static Alert Alert(long number, string device = "d", int bytes = 2) => new()
    {
        Id = $"alert_{number}",
        Number = number,
        DeviceId = device,
        Details = [.. "{"u8, .. Enumerable.Repeat((byte)' ', bytes - 2), .. "}"u8],
        RaisedAt = Start.AddSeconds(number),
    };

    public static Alert Acknowledged(this Alert alert, int second = 1000) => alert with { AcknowledgedAt = Start.AddSeconds(second), AcknowledgedBy = "ann" };

    public static AlertBook Book(params IEnumerable<Alert> alerts) => AlertBook.Of(alerts, 0);

    /// <summary>What operations may make of a book, so many seconds after the start.</summary>
    public static AlertBatch Batch(this AlertBook book, double second = 100, AlertOptions? options = null) =>
        new(book, options ?? new AlertOptions(), RepeatWindow, Start.AddSeconds(second));

    /// <summary>The numbers of all alerts, the oldest first.</summary>
    public static IEnumerable<long> Numbers(this AlertBook book) =>
        book.List(new AlertQuery { Limit = int.MaxValue }, int.MaxValue).Alerts.Select(alert => alert.Number).Reverse();
}
