using System.Globalization;

namespace AndroidZen.DeviceSimulator.Devices;

/// <summary>All devices, and what each of them has said last: the truth that the server's figures are held against.</summary>
internal sealed class Fleet
{
    private readonly SimulatedDevice[] _devices;
    private readonly Dictionary<string, int> _numbers;
    private readonly (double Cpu, long Sent)[] _last;
    private readonly (double Cpu, long Sent)[] _before;
    private readonly bool[] _isSilent;
    private double _cpu;

    public Fleet(int devices, int seed = 1)
    {
        var random = new Random(seed);
        _devices = [.. Enumerable.Range(0, devices).Select(number => new SimulatedDevice(string.Create(CultureInfo.InvariantCulture, $"sim-{number:000000}"), random))];
        _numbers = _devices.Select((device, number) => KeyValuePair.Create(device.Id, number)).ToDictionary(StringComparer.Ordinal);
        (_last, _before, _isSilent) = (new (double, long)[devices], new (double, long)[devices], new bool[devices]);
    }

    public int Count => _devices.Length;

    /// <summary>How many have reported, and are not silent.</summary>
    public int Online { get; private set; }

    /// <summary>Of what those have said last.</summary>
    public double MeanCpu => Online == 0 ? 0 : _cpu / Online;

    public int Silent { get; private set; }

    public string IdOf(int number) => _devices[number].Id;

    /// <summary>The device that has an id, or none of ours.</summary>
    public int? Find(string id) => _numbers.TryGetValue(id, out var number) ? number : null;

    public bool IsSilent(int number) => _isSilent[number];

    /// <summary>When its last report went out.</summary>
    public long LastSent(int number) => _last[number].Sent;

    /// <summary>A device's next sample, which goes out now.</summary>
    public string Report(int number, long sent)
    {
        var device = _devices[number];
        device.Advance();
        Online += _last[number].Sent == 0 ? 1 : 0;
        _cpu += device.Cpu - _last[number].Cpu;
        (_before[number], _last[number]) = (_last[number], (device.Cpu, sent));
        return device.ToJson(sent);
    }

    /// <summary>When that report went out that a device's status shows, if it is one of the last two.</summary>
    public long? SentAt(int number, double cpu) => _last[number].Cpu == cpu ? _last[number].Sent : _before[number].Cpu == cpu ? _before[number].Sent : null;

    /// <summary>Takes a fraction of the devices out, evenly spread.</summary>
    /// <returns>Their numbers.</returns>
    public IReadOnlyList<int> Silence(double fraction)
    {
        var silent = Enumerable.Range(0, Count).Where(number => Math.Floor((number + 1) * fraction) > Math.Floor(number * fraction) && !_isSilent[number]).ToList();
        foreach (var number in silent)
        {
            _isSilent[number] = true;
            Silent++;
            Online -= _last[number].Sent == 0 ? 0 : 1;
            _cpu -= _last[number].Cpu;
        }

        return silent;
    }
}
