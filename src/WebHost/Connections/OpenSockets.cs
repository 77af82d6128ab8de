namespace AndroidZen.WebHost.Connections;

/// <summary>Counts the sockets that are being served, from the handshake until both close frames are out, so that a process that stops can wait for the last one.</summary>
internal sealed class OpenSockets
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isClosing;

    /// <summary>Counts one more, until what this returns is disposed of.</summary>
    public Entry Enter()
    {
        lock (_lock)
        {
            _count++;
        }

        return new Entry(this);
    }

    /// <summary>Completes as soon as there are none. Whoever asks has seen to it that those that come from now on are refused: they are not waited for.</summary>
    public Task WhenAllClosed()
    {
        lock (_lock)
        {
            _isClosing = true;
            CompleteIfNoneIsLeft();
        }

        return _allClosed.Task;
    }

    private void Leave()
    {
        lock (_lock)
        {
            _count--;
            CompleteIfNoneIsLeft();
        }
    }

    private void CompleteIfNoneIsLeft()
    {
        if (_isClosing && _count == 0)
        {
            _allClosed.TrySetResult();
        }
    }

    /// <summary>One of them. A value: it costs an idle connection no memory.</summary>
    public readonly struct Entry(OpenSockets sockets) : IDisposable
    {
        public void Dispose() => sockets.Leave();
    }
}
