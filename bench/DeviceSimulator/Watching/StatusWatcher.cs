using System.Diagnostics;
using System.Text.Json;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator.Watching;

/// <summary>Watches <c>device_status</c>: how late it shows what devices report, and who comes and goes.</summary>
internal sealed class StatusWatcher(Fleet fleet) : IMessageObserver
{
    private readonly long[] _shown = new long[fleet.Count];
    private readonly Dictionary<int, TimeSpan> _gone = [];

    /// <summary>From a report to the status that shows it.</summary>
    public LatencyRecorder Latency { get; } = new();

    /// <summary>How many devices' states have come.</summary>
    public long States { get; private set; }

    /// <summary>Of those, how many were no sample of the last two.</summary>
    public long Unknown { get; private set; }

    /// <summary>The silent devices that were said to be gone: how long after their last report.</summary>
    public IReadOnlyCollection<TimeSpan> Gone => _gone.Values;

    /// <summary>How often a device was said to be gone that was not silent.</summary>
    public int Wrong { get; private set; }

    /// <summary>How often a silent device was said to be back.</summary>
    public int Returned { get; private set; }

    /// <summary>What has come until now does not count: devices may have been gone that had not begun to report.</summary>
    public void Begin(long now)
    {
        Latency.Reset();
        (Latency.From, Wrong) = (now, 0);
    }

    void IMessageObserver.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message) => Read(message, Stopwatch.GetTimestamp());

    /// <summary>A message that came at a time.</summary>
    public void Read(ReadOnlySpan<byte> message, long now)
    {
        var isStatus = message.StartsWith("{\"type\":\"device_status\""u8);
        var isGoing = message.StartsWith("{\"type\":\"device_disconnected\""u8);
        if (!isStatus && !isGoing && !message.StartsWith("{\"type\":\"device_connected\""u8))
        {
            return;
        }

        using var document = JsonDocument.Parse(message.ToArray());
        var data = document.RootElement.GetProperty("data");
        if (isStatus)
        {
            foreach (var device in data.GetProperty("devices").EnumerateArray())
            {
                Show(device, now);
            }
        }
        else if (data.TryGetProperty("device_id", out var id) && fleet.Find(id.GetString()!) is { } number)
        {
            Move(number, isGoing, now);
        }
    }

    private void Show(JsonElement device, long now)
    {
        if (fleet.Find(device.GetProperty("id").GetString()!) is not { } number)
        {
            return;
        }

        States++;
        if (!device.TryGetProperty("cpu_usage", out var cpu) || cpu.ValueKind != JsonValueKind.Number || fleet.SentAt(number, cpu.GetDouble()) is not { } sent)
        {
            Unknown++;
        }
        else if (sent > _shown[number])
        {
            _shown[number] = sent;
            Latency.Record(sent, now);
        }
    }

    private void Move(int number, bool isGoing, long now)
    {
        if (!isGoing)
        {
            Returned += _gone.ContainsKey(number) ? 1 : 0;
        }
        else if (fleet.IsSilent(number))
        {
            _gone.TryAdd(number, Stopwatch.GetElapsedTime(fleet.LastSent(number), now));
        }
        else
        {
            Wrong++;
        }
    }
}
