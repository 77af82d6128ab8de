using System.Diagnostics;
using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Subscribing;

/// <summary>What quiet subscribers have to send now and then; one after the other, spread over the period: all at once would be a load of its own.</summary>
internal sealed class KeepAlives(ISubscriberDialect dialect, IReadOnlyList<Subscriber> subscribers)
{
    private readonly byte[] _frame = dialect.KeepAlive.IsEmpty ? [] : FrameWriter.Write(Opcode.Text, dialect.KeepAlive.Span);
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _turns;
    private TimeSpan _last;

    public void SendDue()
    {
        if (_frame.Length == 0 || subscribers.Count == 0)
        {
            return;
        }

        var now = Stopwatch.GetElapsedTime(_start);
        var (from, to) = ((long)_turns, (long)(_turns += (now - _last) / dialect.KeepAlivePeriod * subscribers.Count));
        _last = now;
        for (var turn = from; turn < to; turn++)
        {
            if (subscribers[(int)(turn % subscribers.Count)] is { IsOpen: true, IsClosed: false } subscriber)
            {
                subscriber.Send(_frame);
            }
        }
    }
}
