using System.Net.WebSockets;

namespace AndroidZen.WebHost.Connections;

/// <summary>The writer.</summary>
internal sealed partial class ClientConnection : IThreadPoolWorkItem, IControlFrames
{
    /// <summary>As much as the server buffers for one connection: more in one write would only wait.</summary>
    private const int MaxWriteBytes = 64 * 1024;

    private const int MaxBatch = 256;

    /// <summary>Of the frames that are being written by this thread.</summary>
    [ThreadStatic]
    private static WaitingFrame[]? _batch;

    private long _writingSince;

    /// <summary>Queues a frame without waiting. A full outbox is a slow consumer: disconnected, never waited for.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="conflation">When a later publication of the same key may take its place.</param>
    /// <param name="fanOut">Who writes for many connections at once; without it a thread of the pool does.</param>
    public void Enqueue(Frame frame, Conflation conflation = Conflation.Never, FanOut? fanOut = null)
    {
        var answer = _outbox.Add(frame, conflation);
        if (answer == OutboxAnswer.Added)
        {
            return;
        }

        if (answer.HasFlag(OutboxAnswer.Full))
        {
            End(DisconnectReason.SlowConsumer);
            return;
        }

        if (answer.HasFlag(OutboxAnswer.SlowEpisodeBegan))
        {
            _monitor.SlowEpisodeBegan(this);
        }

        if (answer.HasFlag(OutboxAnswer.Wake))
        {
            if (fanOut is null)
            {
                WriteSoon();
            }
            else
            {
                fanOut.Add(this);
            }
        }
    }

    /// <summary>Sends the greeting, then what has been queued meanwhile. Nothing is sent before.</summary>
    public void StartSending(Frame greeting)
    {
        _outbox.AddFirst(greeting);
        WriteSoon();
    }

    /// <summary>Completes when nothing waits and nothing is being written.</summary>
    public Task WhenAllSentAsync() => _outbox.WhenEmptyAsync();

    /// <summary>Writes what waits: several frames with one write. For whoever has been told that it is theirs to do.</summary>
    public void Execute()
    {
        var batch = _batch ??= new WaitingFrame[MaxBatch];
        try
        {
            while (_outbox.Take(batch, MaxWriteBytes) is > 0 and var count)
            {
                var trace = WriteTrace.Of(batch.AsSpan(0, count));
                var buffer = FrameBatch.Join(batch.AsSpan(0, count), out var bytes);
                batch.AsSpan(0, count).Clear();
                trace?.Begin(bytes.Length);
                var writing = _transport.WriteFramesAsync(bytes);
                if (!writing.IsCompletedSuccessfully)
                {
                    _ = GoOnBehindAsync(writing, buffer, trace);
                    return;
                }

                trace?.End(this);

                FrameBatch.Return(buffer);
            }
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            FailSending();
            return;
        }

        if (_outbox.EndedSlowEpisode() is > 0 and var skipped)
        {
            _monitor.SlowEpisodeEnded(this, skipped);
        }
    }

    /// <inheritdoc cref="Outbox.EndedSlowEpisode"/>
    public int EndedSlowEpisode() => _outbox.EndedSlowEpisode();

    /// <summary>Cuts the connection if one write has taken longer than <see cref="ClientConnectionOptions.SendTimeout"/>: the peer does not read. Called now and then for all, instead of a timer for each.</summary>
    public void EndIfStalled(DateTimeOffset now)
    {
        if (Volatile.Read(ref _writingSince) is > 0 and var since && now.UtcTicks - since > _options.SendTimeout.Ticks)
        {
            End(DisconnectReason.SlowConsumer);
            Abort();
        }
    }

    /// <inheritdoc cref="Outbox.Trim"/>
    public void Trim() => _outbox.Trim();

    /// <summary>Sends the close frame, waits for the peer's, and cuts the transport if none comes.</summary>
    public async Task CloseAsync(DisconnectReason reason, Task receiving)
    {
        using var deadline = new CancellationTokenSource(_options.CloseTimeout, _clock);
        try
        {
            await _outbox.WhenEmptyAsync().WaitAsync(deadline.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                var (code, description) = _socket.State == WebSocketState.CloseReceived
                    ? (_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, "")
                    : ((WebSocketCloseStatus)reason.CloseCode, reason.Description);
                await _socket.CloseOutputAsync(code, description, deadline.Token);
            }

            await receiving.WaitAsync(deadline.Token);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            // Nobody is there to hear it. Not otherwise: this resets the connection, and a close frame that is still on its way would be lost with it.
            _socket.Abort();
        }

        await Task.WhenAll(_outbox.WhenEmptyAsync(), receiving);
    }

    /// <inheritdoc/>
    public void MarkHeard() => Volatile.Write(ref _lastHeardTicks, _clock.GetUtcNow().UtcTicks);

    /// <inheritdoc/>
    public async ValueTask SendControlAsync(Frame frame, bool isClose, CancellationToken cancellationToken)
    {
        if (!isClose)
        {
            Enqueue(frame);
            await _outbox.WhenRoomAsync(); // Who sends pings and does not read is slowed down.
            return;
        }

        if (_outbox.AddFirst(frame, isLast: true))
        {
            WriteSoon();
        }

        await _outbox.WhenEmptyAsync().WaitAsync(cancellationToken);
    }

    private void WriteSoon() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private async Task GoOnBehindAsync(ValueTask writing, byte[]? buffer, WriteTrace? trace)
    {
        try
        {
            Volatile.Write(ref _writingSince, _clock.GetUtcNow().UtcTicks);
            await writing;
            trace?.End(this);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            trace?.End(this, exception);
            FailSending();
            return;
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
            FrameBatch.Return(buffer);
        }

        Execute();
    }

    private void FailSending()
    {
        End(DisconnectReason.ConnectionLost);
        _outbox.Abandon(isWriter: true);
    }

    private static bool IsTransportFailure(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
