using System.Diagnostics;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>Publishes over HTTP, round the requests that it was given. How fast is up to the derived types.</summary>
public abstract class Publisher : IDisposable
{
    private const int Success = 200;
    private const int Redirect = 300;

    private readonly EventLoop _loop;
    private readonly ServerAddress _server;
    private readonly IReadOnlyList<PublicationRequest> _requests;
    private readonly HashSet<HttpConnection> _connections = [];
    private readonly Stack<HttpConnection> _idle = [];
    private readonly Dictionary<string, int> _failures = [];

    /// <param name="loop">Whose sockets they are.</param>
    /// <param name="server">Where to.</param>
    /// <param name="requests">What is published, in turns.</param>
    /// <param name="maxConnections">How many requests may be under way.</param>
    protected Publisher(EventLoop loop, ServerAddress server, IReadOnlyList<PublicationRequest> requests, int maxConnections)
    {
        (_loop, _server, _requests, MaxConnections) = (loop, server, requests, maxConnections);
        loop.Turned += OnTurn;
    }

    public long Published { get; private set; }

    public long Answered { get; private set; }

    /// <summary>Answers that said no, and connections that ended, by cause.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    public bool IsStopped { get; private set; }

    protected int MaxConnections { get; }

    /// <summary>The clock of stamps.</summary>
    protected static long Now => Stopwatch.GetTimestamp();

    /// <summary>Publishes no more; answers still come.</summary>
    public void Stop() => IsStopped = true;

    /// <summary>A figure of publications that were refused is worth nothing.</summary>
    public void ThrowIfFailed()
    {
        if (_failures.Count > 0)
        {
            throw new InvalidOperationException($"Publications failed: {string.Join("; ", _failures.Select(failure => $"{failure.Value} × {failure.Key}"))}");
        }
    }

    public void Dispose()
    {
        Stop();
        _loop.Turned -= OnTurn;
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Publishes whatever may be published now.</summary>
    protected abstract void PublishDue();

    /// <returns>False if all connections are busy.</returns>
    protected bool TryPublish(long sent)
    {
        if (!_idle.TryPop(out var connection))
        {
            if (_connections.Count >= MaxConnections)
            {
                return false;
            }

            connection = new HttpConnection(_loop, _server.EndPoint, OnAnswer, OnClosed);
            _connections.Add(connection);
        }

        var request = _requests[(int)(Published % _requests.Count)];
        Published++;
        connection.Post(request.Stamped(sent));
        return true;
    }

    private void OnTurn()
    {
        if (!IsStopped)
        {
            PublishDue();
        }
    }

    private void OnAnswer(HttpConnection connection, int status)
    {
        Answered++;
        if (status is < Success or >= Redirect)
        {
            Fail($"status {status}");
        }

        _idle.Push(connection);
        OnTurn();
    }

    private void OnClosed(HttpConnection connection, string why)
    {
        _connections.Remove(connection);
        if (_idle.Contains(connection))
        {
            var rest = _idle.Where(other => other != connection).Reverse().ToArray(); // A server may end what is idle.
            _idle.Clear();
            Array.ForEach(rest, _idle.Push);
            return;
        }

        Fail(why);
    }

    private void Fail(string why) => _failures[why] = _failures.GetValueOrDefault(why) + 1;

}
