namespace AndroidZen.WebHost.Connections;

/// <summary>Frames of which, per topic and key, only the latest is kept, in the order in which they came.</summary>
internal sealed class ConflatedFrames
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Topic, string? Key, Frame Frame)> _frames = new();
    private readonly Dictionary<(string Topic, string Key), LinkedListNode<(string Topic, string? Key, Frame Frame)>> _byKey = [];

    /// <summary>Adds a frame behind all others.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="key">What it is the latest of.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="replacedBytes">How many bytes the frame had that has gone for it.</param>
    /// <returns>Whether another has gone for it: there are as many as before.</returns>
    public bool TryReplace(string topic, string? key, Frame frame, out int replacedBytes)
    {
        lock (_lock)
        {
            replacedBytes = 0;
            LinkedListNode<(string Topic, string? Key, Frame Frame)>? earlier = null;
            if (key is not null && _byKey.Remove((topic, key), out earlier))
            {
                replacedBytes = earlier.Value.Frame.Bytes.Length;
                _frames.Remove(earlier);
            }

            var node = _frames.AddLast((topic, key, frame));
            if (key is not null)
            {
                _byKey[(topic, key)] = node;
            }

            return earlier is not null;
        }
    }

    /// <summary>Takes the first.</summary>
    public Frame Take()
    {
        lock (_lock)
        {
            var (topic, key, frame) = _frames.First!.Value;
            _frames.RemoveFirst();
            if (key is not null)
            {
                _byKey.Remove((topic, key));
            }

            return frame;
        }
    }
}
