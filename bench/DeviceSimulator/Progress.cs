using System.Diagnostics;
using System.Globalization;
using AndroidZen.DeviceSimulator.Sending;
using AndroidZen.DeviceSimulator.Watching;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator;

/// <summary>Says every few seconds how it goes.</summary>
internal sealed class Progress(Crowd agents, ReportLedger ledger, Watchers watchers)
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private long _sent;
    private long _acknowledged;

    public void Look()
    {
        if (Stopwatch.GetElapsedTime(_last) is var elapsed && elapsed < _period)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,4:0} s: {agents.Open:#,0} agents, {agents.Losses.Values.Sum():#,0} lost; {(ledger.Sent - _sent) / elapsed.TotalSeconds:#,0} reports/s, {(ledger.Acknowledged - _acknowledged) / elapsed.TotalSeconds:#,0} acknowledged/s, {ledger.UnderWay:#,0} under way, {ledger.Refusals.Values.Sum():#,0} refused; {watchers.Status.Gone.Count:#,0} gone"));
        (_sent, _acknowledged) = (ledger.Sent, ledger.Acknowledged);
    }
}
