using System.Diagnostics;
using AndroidZen.Delivery.Systems;
using AndroidZen.Load.Measuring;

namespace AndroidZen.Delivery.Traffic;

/// <summary>Publishes at a rate, and waits for nobody: a system that is slow does not slow the publisher down, and so does not hide what it costs.</summary>
internal static class SteadyTraffic
{
    /// <summary>Publishes for a while, from a thread of its own.</summary>
    /// <returns>The answers, most of which are there already.</returns>
    public static Task<List<Task>> PublishAsync(IRoute route, int perSecond, TimeSpan duration) =>
        Task.Factory.StartNew(() => Publish(route, perSecond, duration), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static List<Task> Publish(IRoute route, int perSecond, TimeSpan duration)
    {
        var total = (int)(perSecond * duration.TotalSeconds);
        var answers = new List<Task>(total);
        var start = Stopwatch.GetTimestamp();
        while (answers.Count < total)
        {
            var due = Math.Min(total, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond));
            while (answers.Count < due)
            {
                answers.Add(route.PublishAsync(Stamp.Write()));
            }

            Thread.Sleep(1); // Spinning would take half of a small machine from what is measured.
        }

        return answers;
    }
}
