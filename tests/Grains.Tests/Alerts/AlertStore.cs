using AndroidZen.Alerts;
using AndroidZen.Grains.Alerts;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace AndroidZen.Grains.Tests.Alerts;

/// <summary>The alerts' log on a storage server of its own. Each log that is opened stands for another activation.</summary>
internal sealed class AlertStore
{
    public const string Head = "alerts";

    private static readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public SharedGrainStorage Server { get; } = new();

    public GrainId Grain { get; } = GrainId.Create("alerts", "0");

    public int PageAlerts { get; init; } = 4;

    public int PageBytes { get; init; } = 1024 * 1024;

    /// <summary>A log that has read what is stored, and what it has read.</summary>
    public async Task<Activation> OpenAsync()
    {
        var log = new AlertLog(Server.For(_serializer), Grain, PageAlerts, PageBytes);
        return new Activation(log, await log.LoadAsync());
    }

    /// <summary>The numbers that the next activation reads; the acknowledged ones negative.</summary>
    public async Task<IEnumerable<long>> NumbersAsync()
    {
        var book = (await OpenAsync()).Book;
        return book.Numbers().Select(number => book.Find(number)!.IsOpen() ? number : -number);
    }

    /// <summary>An activation, with the alerts as it knows them.</summary>
    public sealed class Activation(AlertLog log, (AlertBook Book, int LostPages) loaded)
    {
        public AlertLog Log => log;

        public AlertBook Book { get; private set; } = loaded.Book;

        public int LostPages => loaded.LostPages;

        public Task PutAsync(params Alert[] alerts) => WriteAsync(alerts.Aggregate(Book, (book, alert) => book.With(alert)), alerts.Select(alert => alert.Number));

        public Task RemoveAsync(params long[] numbers) => WriteAsync(numbers.Aggregate(Book, (book, number) => book.Without(number)), numbers);

        /// <summary>The first alerts, each with a write of its own.</summary>
        public async Task FillAsync(long first, long last)
        {
            for (var number = first; number <= last; number++)
            {
                await PutAsync(AlertSamples.Alert(number));
            }
        }

        private async Task WriteAsync(AlertBook next, IEnumerable<long> changed)
        {
            await log.WriteAsync(next, changed.ToHashSet(), []);
            Book = next;
        }
    }
}
