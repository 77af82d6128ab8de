using System.Diagnostics;
using System.Globalization;
using System.Text;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;

namespace AndroidZen.DeviceSimulator.Sending;

/// <summary>A back end that gathers reports, and sends so many of them with one request. It waits for no answer: a request that is due while others are under way has a connection of its own.</summary>
internal sealed class MetricsBatches(EventLoop loop, ServerAddress server, string token, int size, Fleet fleet, ReportLedger ledger) : IReportChannel, IDisposable
{
    private const int Success = 200;
    private const int Redirect = 300;

    private readonly Dictionary<HttpConnection, long> _underWay = [];
    private readonly Stack<HttpConnection> _idle = [];
    private readonly List<int> _gathered = [];

    public void Report(int device)
    {
        _gathered.Add(device);
        if (_gathered.Count == size)
        {
            Flush();
        }
    }

    public void Flush()
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        var body = "{\"samples\":[" + string.Join(',', _gathered.Select(device => $$"""{"device_id":"{{fleet.IdOf(device)}}","metrics":{{fleet.Report(device, now)}}}""")) + "]}";
        var connection = TakeConnection();
        _underWay[connection] = ledger.Begin(now, _gathered.Count);
        _gathered.Clear();
        connection.Post(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /ws/live-metrics/batch HTTP/1.1\r\nHost: {server.Host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
    }

    public void Dispose()
    {
        foreach (var connection in _underWay.Keys.Concat(_idle))
        {
            connection.Dispose();
        }
    }

    private HttpConnection TakeConnection()
    {
        while (_idle.TryPop(out var idle))
        {
            if (!idle.IsClosed)
            {
                return idle;
            }
        }

        return new HttpConnection(loop, server.EndPoint, OnAnswer, OnClosed);
    }

    private void OnAnswer(HttpConnection connection, int status)
    {
        if (!_underWay.Remove(connection, out var request))
        {
            return;
        }

        if (status is >= Success and < Redirect)
        {
            ledger.Acknowledge(request, Stopwatch.GetTimestamp());
        }
        else
        {
            ledger.Refuse(request, string.Create(CultureInfo.InvariantCulture, $"status {status}"));
        }

        _idle.Push(connection);
    }

    private void OnClosed(HttpConnection connection, string why)
    {
        if (_underWay.Remove(connection, out var request))
        {
            ledger.Refuse(request, why);
        }
    }
}
