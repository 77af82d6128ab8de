using System.Collections.Concurrent;

namespace AndroidZen.BareSockets;

/// <summary>All topics that somebody has named.</summary>
internal sealed class Topics : IDisposable
{
    private readonly ConcurrentDictionary<string, Topic> _topics = new();

    public Topic Get(string name) => _topics.GetOrAdd(name, static _ => new Topic());

    public void Dispose()
    {
        foreach (var topic in _topics.Values)
        {
            topic.Dispose();
        }
    }
}
