using System.Buffers;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AndroidZen.Load.Sockets;

/// <summary>A TCP connection of an <see cref="EventLoop"/>. What has not come whole is kept until the rest is there, so that whoever reads sees whole messages only.</summary>
public abstract class Connection : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly int _slot;
    private byte[] _rest = [];
    private int _restLength;
    private byte[] _unsent = [];
    private bool _isConnected;
    private bool _isPaused;
    private bool _isDisposed;

    /// <param name="loop">Who reads it.</param>
    /// <param name="server">Where to connect; that begins at once.</param>
    /// <param name="local">A source address, where one has not enough ports.</param>
    /// <param name="receiveBuffer">The size of the kernel's buffer; the system's default unless given.</param>
    protected Connection(EventLoop loop, IPEndPoint server, IPAddress? local = null, int? receiveBuffer = null)
    {
        _loop = loop;
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            _socket.ReceiveBufferSize = bytes;
        }

        if (local is not null)
        {
            _socket.Bind(new IPEndPoint(local, 0));
        }

        _descriptor = (int)_socket.Handle;
        var address = server.Serialize();

        // Not Socket.ConnectAsync: .NET's own loop would watch the socket too, from then on.
        if (Epoll.Connect(_descriptor, address.Buffer.Span[..address.Size], address.Size) != 0 && Marshal.GetLastPInvokeError() is not Epoll.ConnectionInProgress and var error)
        {
            _socket.Dispose();
            throw new Win32Exception(error);
        }

        _slot = loop.Add(this, _descriptor, Epoll.Writable);
    }

    public bool IsClosed => _isDisposed;

    /// <summary>Stops reading: what comes fills the kernel's buffer, and then the peer's.</summary>
    public void Pause()
    {
        _isPaused = true;
        _loop.Change(_slot, _descriptor, Interest);
    }

    /// <summary>Closes the socket, with whatever is still in it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _loop.Remove(_slot, _descriptor);
        _socket.LingerState = new LingerOption(true, 0); // RST: ports are free again at once.
        _socket.Dispose();
        ReleaseRest();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends, or keeps what the socket does not take yet.</summary>
    protected internal void Send(ReadOnlySpan<byte> bytes)
    {
        if (_isDisposed)
        {
            return;
        }

        if (_unsent.Length == 0)
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            if (error is not SocketError.Success and not SocketError.WouldBlock)
            {
                Close(error.ToString());
                return;
            }

            bytes = bytes[(error == SocketError.Success ? sent : 0)..];
            if (bytes.IsEmpty)
            {
                return;
            }
        }

        _unsent = [.. _unsent, .. bytes];
        _loop.Change(_slot, _descriptor, Interest);
    }

    protected abstract void OnConnected();

    /// <summary>Takes all that is whole.</summary>
    /// <returns>How many bytes that were.</returns>
    protected abstract int Take(Span<byte> input);

    /// <summary>The connection has ended, and not by <see cref="Dispose"/>.</summary>
    protected abstract void OnClosed(string why);

    internal void OnReady(uint readiness)
    {
        if (!_isConnected)
        {
            Connect();
            return;
        }

        if ((readiness & Epoll.Writable) != 0)
        {
            SendUnsent();
        }

        if ((readiness & ~Epoll.Writable) != 0 && !_isDisposed)
        {
            Receive();
        }
    }

    private uint Interest => (_isPaused ? 0 : Epoll.Readable) | (_isConnected && _unsent.Length == 0 ? 0 : Epoll.Writable);

    private void Connect()
    {
        if ((SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is not SocketError.Success and var error)
        {
            Close(error.ToString());
            return;
        }

        _isConnected = true;
        _loop.Change(_slot, _descriptor, Interest);
        OnConnected();
    }

    private void SendUnsent()
    {
        var unsent = _unsent;
        _unsent = [];
        Send(unsent);
        if (_unsent.Length == 0 && !_isDisposed)
        {
            _loop.Change(_slot, _descriptor, Interest);
        }
    }

    private void Receive()
    {
        var buffer = _loop.Buffer;
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        var received = _socket.Receive(buffer.AsSpan(_restLength), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return;
        }

        if (error != SocketError.Success || received == 0)
        {
            Close(error == SocketError.Success ? "the server ended the connection" : error.ToString());
            return;
        }

        var input = buffer.AsSpan(0, _restLength + received);
        Keep(input[Take(input)..]);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_isDisposed || rest.IsEmpty)
        {
            ReleaseRest();
            return;
        }

        if (rest.Length == _loop.Buffer.Length)
        {
            throw new InvalidOperationException("A message is longer than the buffer.");
        }

        if (_rest.Length < rest.Length)
        {
            ReleaseRest();
            _rest = ArrayPool<byte>.Shared.Rent(rest.Length);
        }

        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    private void ReleaseRest()
    {
        if (_rest.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_rest);
        }

        (_rest, _restLength) = ([], 0);
    }

    private void Close(string why)
    {
        Dispose();
        OnClosed(why);
    }
}
