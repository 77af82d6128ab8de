namespace AndroidZen.TestKit;

/// <summary>
/// A clock whose timers fire on the thread pool instead of within the step that makes the time pass. Orleans' reminders wait in a loop until a moment that need not be a whole millisecond; the last
/// part of one they wait by asking for the time again and again, which would never go on, as it is they whom the clock waits for.
/// </summary>
public sealed class TimersOnThreadPool(TimeProvider clock) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(argument => ThreadPool.QueueUserWorkItem(_ => callback(argument)), state, dueTime, period);
}
