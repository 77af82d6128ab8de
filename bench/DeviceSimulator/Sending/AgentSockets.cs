using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator.Sending;

/// <summary>Each device's agent has a socket, says what the device reports, and reads what the server answers.</summary>
internal sealed class AgentSockets(Crowd agents, Fleet fleet, ReportLedger ledger) : IReportChannel, IMessageObserver
{
    private static readonly byte[] _idMember = "\"id\":"u8.ToArray();
    private static readonly byte[] _codeMember = "\"code\":\""u8.ToArray();

    private readonly int[] _underWay = new int[fleet.Count];

    public void Report(int device)
    {
        _underWay[device]++;
        var now = Stopwatch.GetTimestamp();
        var text = string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"live_metrics","id":{{{ledger.Begin(now)}}},"data":{"metrics":{{{fleet.Report(device, now)}}}}}""");
        agents.Subscribers[device].Say(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>These agents read nothing any more, not even what would be answered, as soon as what they have said is answered.</summary>
    public void FallSilent(IReadOnlyList<int> devices)
    {
        foreach (var device in devices)
        {
            PauseIfSilent(device);
        }
    }

    void IMessageObserver.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":\"ack\""u8))
        {
            ledger.Acknowledge(IdOf(message), Stopwatch.GetTimestamp());
        }
        else if (message.StartsWith("{\"type\":\"error\""u8))
        {
            ledger.Refuse(IdOf(message), CodeOf(message));
        }
        else
        {
            return;
        }

        _underWay[subscriber.Number]--;
        PauseIfSilent(subscriber.Number);
    }

    private void PauseIfSilent(int device)
    {
        if (fleet.IsSilent(device) && _underWay[device] == 0 && agents.Subscribers[device] is { IsClosed: false } agent)
        {
            agent.Pause();
        }
    }

    /// <summary>The last one: what the message carries may have a member of that name.</summary>
    internal static long IdOf(ReadOnlySpan<byte> message)
    {
        var at = message.LastIndexOf(_idMember);
        return at >= 0 && Utf8Parser.TryParse(message[(at + _idMember.Length)..], out long id, out _) ? id : 0;
    }

    private static string CodeOf(ReadOnlySpan<byte> message)
    {
        var at = message.LastIndexOf(_codeMember);
        var code = at < 0 ? default : message[(at + _codeMember.Length)..];
        return Encoding.UTF8.GetString(code[..Math.Max(0, code.IndexOf((byte)'"'))]);
    }
}
