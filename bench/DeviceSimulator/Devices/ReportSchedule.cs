namespace AndroidZen.DeviceSimulator.Devices;

/// <summary>When which device reports: all of them once in an interval, one behind the other at even distances, whatever becomes of the reports.</summary>
internal sealed class ReportSchedule(int devices, TimeSpan interval)
{
    private long _taken;

    /// <summary>Takes the next report that is due, each once.</summary>
    /// <param name="elapsed">Since the beginning.</param>
    /// <param name="device">Whose it is.</param>
    public bool TryTake(TimeSpan elapsed, out int device)
    {
        device = (int)(_taken % devices);
        if ((Int128)_taken * interval.Ticks > (Int128)elapsed.Ticks * devices)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
