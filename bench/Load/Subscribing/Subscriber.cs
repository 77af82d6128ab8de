using System.Buffers.Binary;
using System.Text;
using AndroidZen.Load.Frames;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Subscribing;

/// <summary>A WebSocket that subscribes and reads as fast as it can.</summary>
public sealed class Subscriber : Connection
{
    private const int SwitchingProtocols = 101;

    private readonly byte[] _request;
    private readonly IReadOnlyList<OpeningStep> _steps;
    private readonly ISubscriberListener _listener;
    private int _step = -1;
    private bool _isUpgraded;
    private int? _closeCode;

    /// <param name="place">The loop, the server, and from where.</param>
    /// <param name="number">Among the others.</param>
    /// <param name="dialect">How the server is spoken to.</param>
    /// <param name="topics">What to subscribe to.</param>
    /// <param name="listener">Hears what comes.</param>
    /// <param name="token">A token, if there is one.</param>
    internal Subscriber(SubscriberPlace place, int number, ISubscriberDialect dialect, IReadOnlyList<string> topics, ISubscriberListener listener, string? token)
        : base(place.Loop, place.Server.EndPoint, place.Local(number), place.ReceiveBuffer)
    {
        (Number, _listener, _steps) = (number, listener, dialect.Open(topics));
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        _request = Encoding.ASCII.GetBytes(
            $"GET {dialect.Path(number)} HTTP/1.1\r\nHost: {place.Server.Host}\r\n{authorization}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    public int Number { get; }

    public bool IsOpen => _step == _steps.Count;

    /// <summary>Says something that is no part of the opening.</summary>
    public void Say(ReadOnlySpan<byte> text) => Send(FrameWriter.Write(Opcode.Text, text));

    /// <summary>Begins the closing handshake; the server ends the connection.</summary>
    public void BeginClose()
    {
        Span<byte> code = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(code, 1000);
        Send(FrameWriter.Write(Opcode.Close, code));
    }

    protected override void OnConnected() => Send(_request);

    protected override int Take(Span<byte> input)
    {
        var upgrade = 0;
        if (!_isUpgraded && !TryUpgrade(input, out upgrade))
        {
            return input.Length;
        }

        var reader = new MessageReader(input[upgrade..]);
        while (_isUpgraded && !IsClosed && reader.TryRead(out var opcode, out var payload))
        {
            OnFrame(opcode, payload);
        }

        return upgrade + reader.Consumed;
    }

    protected override void OnClosed(string why) => _listener.OnEnded(this, _closeCode, why);

    /// <returns>False if the handshake has failed.</returns>
    private bool TryUpgrade(ReadOnlySpan<byte> input, out int length)
    {
        if (!HttpAnswer.TryRead(input, out var status, out length))
        {
            length = 0;
            return true;
        }

        if (status != SwitchingProtocols)
        {
            Dispose();
            _listener.OnEnded(this, closeCode: null, $"the handshake was answered with {status}");
            return false;
        }

        _isUpgraded = true;
        TakeStep();
        return true;
    }

    private void OnFrame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                Send(FrameWriter.Write(Opcode.Pong, payload));
                break;
            case Opcode.Close:
                _closeCode = payload.Length >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(payload) : null;
                Send(FrameWriter.Write(Opcode.Close, payload)); // After our own, it is one too many, and does no harm.
                break;
            case Opcode.Text or Opcode.Binary when IsOpen:
                _listener.OnMessage(this, payload);
                break;
            case Opcode.Text or Opcode.Binary when _steps[_step].IsRefusedBy(payload, out var why):
                Dispose();
                _listener.OnEnded(this, closeCode: null, why);
                break;
            case Opcode.Text or Opcode.Binary when _steps[_step].IsAnsweredBy(payload):
                _listener.OnAnswer(this, payload);
                TakeStep();
                break;
        }
    }

    private void TakeStep()
    {
        _step++;
        if (IsOpen)
        {
            _listener.OnOpened(this);
        }
        else
        {
            Send(_steps[_step].Frame);
        }
    }
}
