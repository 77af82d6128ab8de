using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>The latest publication of each key. Of too many keys those stay that were published last.</summary>
internal sealed class TopicSnapshot(int maxKeys)
{
    private readonly Dictionary<string, LinkedListNode<Publication>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Publication> _byOffset = new();

    /// <summary>The publications, by offset.</summary>
    public IReadOnlyList<Publication> Publications => [.. _byOffset];

    /// <summary>Takes the place of the earlier publication of the same key; one without a key is the latest of nothing.</summary>
    public void Add(Publication publication)
    {
        if (publication.Key is not { } key)
        {
            return;
        }

        if (_byKey.TryGetValue(key, out var earlier))
        {
            _byOffset.Remove(earlier);
        }

        _byKey[key] = _byOffset.AddLast(publication);
        if (_byKey.Count > maxKeys)
        {
            _byKey.Remove(_byOffset.First!.Value.Key!);
            _byOffset.RemoveFirst();
        }
    }
}
