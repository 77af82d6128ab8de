using System.Globalization;
using AndroidZen.HostAgent.CommandLine;
using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>What the agent says to the person who started it.</summary>
internal sealed class AgentConsole(TextWriter output, TextWriter error, TimeProvider clock)
{
    public void Starting(AgentOptions options, HostSample sample)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Reporting this machine as device {options.DeviceId} to {options.Server} every {options.Interval.TotalSeconds} s. Ctrl-C stops."));
        output.WriteLine($"Live metrics are on topic metrics_{options.DeviceId}, the status is on device_{options.DeviceId} and device_status.");
        var missing = string.Join(", ", sample.Missing());
        if (missing.Length > 0)
        {
            output.WriteLine($"Left out, because this machine does not tell: {missing}.");
        }
    }

    public void Sent(HostSample sample)
    {
        string?[] readings =
        [
            clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            Show("cpu", sample.CpuUsage, "0.0", "%"),
            Show("memory", sample.Memory?.Usage, "0.0", "%"),
            Show("storage", sample.Storage?.Usage, "0.0", "%"),
            Show("battery", sample.BatteryLevel, "0.#", "%"),
            Show("rx", sample.Network?.Received / 1000.0, "0.0", " kB/s"),
            Show("tx", sample.Network?.Sent / 1000.0, "0.0", " kB/s"),
            Show("load", sample.LoadOfLastMinute, "0.00", ""),
        ];
        output.WriteLine(string.Join("  ", readings.Where(reading => reading is not null)));
    }

    public void Unavailable(Uri server, string reason) =>
        error.WriteLine($"{server} cannot take reports ({reason}). Trying again until it can.");

    public void Back(Uri server, TimeSpan outage) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server} is back after {outage.TotalSeconds:0} s."));

    public void Refused(SendOutcome.Refused refused, bool hasToken)
    {
        foreach (var line in RefusalText.Lines(refused, hasToken))
        {
            error.WriteLine(line);
        }
    }

    public void Stopped(bool hasSaidGoodbye)
    {
        if (hasSaidGoodbye)
        {
            output.WriteLine("Stopped; the device is reported as disconnected.");
        }
        else
        {
            error.WriteLine("Stopped; the server could not be told that the device is disconnected.");
        }
    }

    private static string? Show(string name, double? value, string format, string unit) =>
        value is { } number ? $"{name} {number.ToString(format, CultureInfo.InvariantCulture)}{unit}" : null;
}
