using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AndroidZen.Load.Sockets;

/// <summary>One thread that owns all sockets of a load: nothing in it needs a lock, and it reads every socket into the one buffer.</summary>
public sealed class EventLoop : IDisposable
{
    private const int MaxReady = 512;

    /// <summary>A bound of the wait, so that what is due by the clock is seen.</summary>
    private const int WaitMilliseconds = 1;

    /// <summary>x86-64 packs <c>struct epoll_event</c>, nobody else does.</summary>
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int _entrySize = _dataOffset + 8;

    private readonly int _epoll;
    private readonly byte[] _ready = new byte[MaxReady * _entrySize];
    private readonly List<Connection?> _connections = [];
    private readonly Stack<int> _free = [];

    public EventLoop()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("The load needs Linux (epoll): a container or WSL 2 will do.");
        }

        _epoll = Epoll.Create(0);
        ThrowIfFailed(_epoll);
    }

    /// <summary>What every socket is read into, one after the other.</summary>
    internal byte[] Buffer { get; } = new byte[1024 * 1024];

    /// <summary>Is called after every look at the sockets, about once in a millisecond or more often.</summary>
    public event Action? Turned;

    /// <summary>Reads and writes until a condition is met.</summary>
    /// <param name="isDone">The condition.</param>
    /// <param name="patience">How long that may take.</param>
    /// <param name="what">What is waited for: for the message if it does not come.</param>
    public void RunUntil(Func<bool> isDone, TimeSpan patience, string what)
    {
        if (!TryRunUntil(isDone, patience))
        {
            throw new TimeoutException($"{what}: not within {patience.TotalSeconds:0.#} s.");
        }
    }

    /// <inheritdoc cref="RunUntil"/>
    /// <returns>Whether it was met in time.</returns>
    public bool TryRunUntil(Func<bool> isDone, TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            if (Stopwatch.GetElapsedTime(start) >= patience)
            {
                return false;
            }

            Turn();
        }

        return true;
    }

    /// <summary>Reads and writes for a while.</summary>
    public void RunFor(TimeSpan duration) => TryRunUntil(static () => false, duration);

    public void Dispose()
    {
        foreach (var connection in _connections.ToArray())
        {
            connection?.Dispose();
        }

        _ = Epoll.Close(_epoll);
    }

    internal int Add(Connection connection, int descriptor, uint interest)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _connections.Count;
            _connections.Add(null);
        }

        _connections[slot] = connection;
        Control(Epoll.Add, descriptor, interest, slot);
        return slot;
    }

    internal void Change(int slot, int descriptor, uint interest) => Control(Epoll.Modify, descriptor, interest, slot);

    /// <summary>Before the descriptor is closed.</summary>
    internal void Remove(int slot, int descriptor)
    {
        Control(Epoll.Remove, descriptor, 0, slot);
        _connections[slot] = null;
        _free.Push(slot);
    }

    private void Turn()
    {
        var count = Epoll.Wait(_epoll, _ready, MaxReady, WaitMilliseconds);
        for (var index = 0; index < count; index++)
        {
            var entry = _ready.AsSpan(index * _entrySize, _entrySize);
            var slot = BinaryPrimitives.ReadInt32LittleEndian(entry[_dataOffset..]);
            _connections[slot]?.OnReady(BinaryPrimitives.ReadUInt32LittleEndian(entry)); // Null: closed by one before it in this turn.
        }

        Turned?.Invoke();
    }

    private void Control(int operation, int descriptor, uint interest, int slot)
    {
        Span<byte> entry = stackalloc byte[_entrySize];
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, interest);
        BinaryPrimitives.WriteInt32LittleEndian(entry[_dataOffset..], slot);
        ThrowIfFailed(Epoll.Control(_epoll, operation, descriptor, entry));
    }

    private static void ThrowIfFailed(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }
}
