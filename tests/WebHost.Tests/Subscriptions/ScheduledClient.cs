using AndroidZen.Topics;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>A client that believes what docs/protocol.md says, and fails when that is not so.</summary>
internal sealed class ScheduledClient(TimeProvider clock, TopicPosition? since, bool mustGetAll) : IAsyncDisposable
{
    private long _snapshotLeft;

    public FakeClient Fake { get; } = new(clock);

    public Task Subscribing { get; set; } = Task.CompletedTask;

    /// <summary>What the client has; <see langword="null"/> before its subscription was acknowledged.</summary>
    public TopicPosition? Position { get; private set; }

    /// <summary>Reads what it has been sent.</summary>
    public async Task ReadAsync()
    {
        foreach (var frame in await Fake.ReceivedAsync())
        {
            if (frame.Type() == "subscription")
            {
                Acknowledged(frame.GetProperty("data"));
            }
            else
            {
                Published(new TopicPosition(frame.GetProperty("epoch").GetString()!, frame.GetProperty("offset").GetInt64()));
            }
        }
    }

    public ValueTask DisposeAsync() => Fake.DisposeAsync();

    private void Acknowledged(System.Text.Json.JsonElement answer)
    {
        var position = new TopicPosition(answer.GetProperty("epoch").GetString()!, answer.GetProperty("offset").GetInt64());
        if (answer.Has("recovered") && answer.GetProperty("recovered").GetBoolean())
        {
            Assert.Equal(since, position);
        }
        else if (answer.Has("recovered") && mustGetAll)
        {
            // Nothing had been published, so all of the new epoch follows.
            Assert.Equal((0, 0, 0), ((Position ?? since)!.Value.Offset, position.Offset, answer.GetProperty("missed").GetInt64()));
        }

        if (Position is { } before && position.Epoch == before.Epoch)
        {
            // Told that something is gone: never that something comes again.
            Assert.True(position.Offset > before.Offset, $"{position} was told behind {before}");
        }

        Position = position;
        _snapshotLeft = answer.Has("snapshot") ? answer.GetProperty("snapshot").GetInt64() : 0;
    }

    private void Published(TopicPosition position)
    {
        Assert.NotNull(Position);
        if (_snapshotLeft > 0)
        {
            _snapshotLeft--;
            Assert.True(position.Epoch == Position.Value.Epoch && position.Offset <= Position.Value.Offset, $"{position} is in the snapshot at {Position}");
            return;
        }

        Assert.Equal(Position.Value with { Offset = Position.Value.Offset + 1 }, position);
        Position = position;
    }
}
