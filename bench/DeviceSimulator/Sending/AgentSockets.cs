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

    public void Report(int device)
    {
        var now = Stopwatch.GetTimestamp();
        var text = string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"live_metrics","id":{{{ledger.Begin(now)}}},"data":{"metrics":{{{fleet.Report(device, now)}}}}}""");
        agents.Subscribers[device].Say(Encoding.UTF8.GetBytes(text));
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
