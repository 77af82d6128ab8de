using AndroidZen.Devices;

namespace AndroidZen.Grains.Devices;

/// <summary>All devices as they last were, and what has not been told, stored or asked of them yet.</summary>
internal sealed class FleetTable
{
    /// <summary>A device that does not answer is asked again after this.</summary>
    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(10);

    /// <summary>How long reports that were on their way when a device was removed may still come.</summary>
    private static readonly TimeSpan _tombstone = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _removed = new(StringComparer.Ordinal);
    private DateTimeOffset _doubtedAt;

    /// <summary>Whether any device has changed that nobody has been told of.</summary>
    public bool HasChanges => _changed.Count > 0;

    /// <summary>All devices.</summary>
    public IEnumerable<DeviceSnapshot> Devices => _entries.Values.Select(entry => entry.Device);

    /// <summary>
    /// Adds what is stored and not known, and doubts all the rest: a silo that has died may have had news that it did not tell any more. Devices that do not report by themselves are asked.
    /// </summary>
    public void Load(IEnumerable<DeviceSnapshot> stored, DateTimeOffset now)
    {
        _doubtedAt = now;
        foreach (var entry in _entries.Values)
        {
            entry.IsDoubted = true;
        }

        foreach (var device in stored.Where(device => !_removed.ContainsKey(device.DeviceId)))
        {
            _entries.TryAdd(device.DeviceId, new Entry(device) { IsDoubted = true });
        }
    }

    /// <summary>Notes how a device is now. Reports may overtake each other: one that is older than what is known is left out.</summary>
    public void Note(DeviceSnapshot device)
    {
        if (IsRemoved(device)
            || (_entries.TryGetValue(device.DeviceId, out var known) && SaidAt(known.Device) > SaidAt(device)))
        {
            return;
        }

        known = _entries.GetValueOrDefault(device.DeviceId);
        var isOther = known is null || (known.Device.Status, known.Device.Name) != (device.Status, device.Name) || !known.Device.Details.AsSpan().SequenceEqual(device.Details);
        if (isOther)
        {
            _unsaved.Add(device.DeviceId);
        }

        if (isOther || !device.IsOnlyHeard || known!.Device.Readings != device.Readings)
        {
            _changed.Add(device.DeviceId);
        }

        _entries[device.DeviceId] = new Entry(device with { IsOnlyHeard = false }) { IsHeard = true };
    }

    /// <summary>Whether the device has been removed since it said so.</summary>
    public bool IsRemoved(DeviceSnapshot device) => _removed.TryGetValue(device.DeviceId, out var removedAt) && SaidAt(device) <= removedAt;

    /// <summary>Forgets a device.</summary>
    public void Remove(string deviceId, DateTimeOffset at)
    {
        _entries.Remove(deviceId);
        _changed.Remove(deviceId);
        _unsaved.Remove(deviceId);
        _removed[deviceId] = at;
    }

    /// <summary>Takes devices that nobody has been told of.</summary>
    public IReadOnlyList<DeviceSnapshot> TakeChanges(int max)
    {
        var ids = _changed.Take(max).ToList();
        _changed.ExceptWith(ids);
        return [.. ids.Select(id => _entries[id].Device)];
    }

    /// <summary>They could not be told; what has changed again since is told with it.</summary>
    public void PutBackChanges(IEnumerable<DeviceSnapshot> devices) => _changed.UnionWith(devices.Select(device => device.DeviceId).Where(_entries.ContainsKey));

    /// <summary>Takes the devices that are stored otherwise than they are, by shard.</summary>
    public IReadOnlyList<IGrouping<long, DeviceSnapshot>> TakeUnsaved()
    {
        var devices = _unsaved.Select(id => _entries[id].Device).GroupBy(device => DeviceShard.Of(device.DeviceId)).ToList();
        _unsaved.Clear();
        return devices;
    }

    /// <summary>Those of the devices that have not been removed meanwhile, as they are now.</summary>
    public IReadOnlyList<DeviceSnapshot> AsTheyAre(IEnumerable<DeviceSnapshot> devices) =>
        [.. devices.Where(device => _entries.ContainsKey(device.DeviceId)).Select(device => _entries[device.DeviceId].Device)];

    /// <summary>They could not be stored.</summary>
    public void PutBackUnsaved(IEnumerable<DeviceSnapshot> devices) => _unsaved.UnionWith(devices.Select(device => device.DeviceId).Where(_entries.ContainsKey));

    /// <summary>
    /// The devices that must be asked how they are: connected ones that have reported nothing for their time-out, and, a while after <see cref="Load"/>, those that have said nothing since.
    /// </summary>
    public IReadOnlyList<string> TakeSilent(DateTimeOffset now, TimeSpan timeout, int max)
    {
        foreach (var id in _removed.Where(removed => removed.Value + _tombstone < now).Select(removed => removed.Key).ToList())
        {
            _removed.Remove(id);
        }

        var silent = new List<string>();
        foreach (var (id, entry) in _entries)
        {
            var isSilent = (entry.IsHeard && entry.Device.Status is not (DeviceStatus.Unknown or DeviceStatus.Disconnected) && entry.Device.LastSeen + timeout <= now)
                || (entry.IsDoubted && _doubtedAt + (timeout / 4) <= now);
            if (isSilent && entry.AskedAt + _askAgain <= now)
            {
                entry.AskedAt = now;
                silent.Add(id);
                if (silent.Count == max)
                {
                    break;
                }
            }
        }

        return silent;
    }

    /// <summary>A page of the devices. Looks at each of them once, and sorts no more than the page has.</summary>
    public DevicePage List(DeviceQuery query)
    {
        var sign = query.Descending ? -1 : 1;
        var order = Comparer<DevicePlace>.Create((one, other) => sign * DevicePlace.Compare(one, other));
        var page = new PriorityQueue<DeviceSnapshot, DevicePlace>(Comparer<DevicePlace>.Create((one, other) => order.Compare(other, one))); // The last of the page comes out first.
        var (total, behind) = (0, 0);
        foreach (var device in Devices.Where(device => query.Status is null || device.Status == query.Status))
        {
            total++;
            var place = DevicePlace.Of(device, query.Order);
            if (query.After is { } after && order.Compare(place, after) <= 0)
            {
                continue;
            }

            behind++;
            if (page.Count < query.Limit)
            {
                page.Enqueue(device, place);
            }
            else
            {
                page.EnqueueDequeue(device, place);
            }
        }

        var devices = new DeviceSnapshot[page.Count];
        for (var n = page.Count - 1; n >= 0; n--)
        {
            devices[n] = page.Dequeue();
        }

        return new DevicePage { Devices = devices, Total = total, Next = behind > devices.Length ? DevicePlace.Of(devices[^1], query.Order) : null };
    }

    private static DateTimeOffset? SaidAt(DeviceSnapshot device) => device.ToldAt ?? device.LastSeen;

    private sealed class Entry(DeviceSnapshot device)
    {
        public DeviceSnapshot Device => device;

        /// <summary>Whether the device itself has said so, to this table; else it is what was stored, and that may be long ago.</summary>
        public bool IsHeard { get; init; }

        /// <summary>Whether there may be news of it that this table has not heard.</summary>
        public bool IsDoubted { get; set; }

        public DateTimeOffset AskedAt { get; set; }
    }
}
