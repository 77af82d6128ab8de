using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>The latest publications of one epoch, without holes: as many as count, bytes and age allow, so perhaps none.</summary>
internal sealed class TopicHistory(TopicPolicy policy)
{
    private readonly List<Publication> _publications = [];
    private int _first; // What stands before it has been given up, and is removed from the list now and then.
    private long _bytes;
    private DateTimeOffset _floorAt; // When that was published which was given up last.

    /// <summary>The offset of the last publication that has been given up: the history begins behind it.</summary>
    public long Floor { get; private set; }

    /// <summary>The offset of the last publication.</summary>
    public long Top { get; private set; }

    /// <summary>How many publications are kept.</summary>
    public int Count => _publications.Count - _first;

    /// <summary>All of it.</summary>
    public IReadOnlyList<Publication> All => _publications[_first..];

    /// <summary>Adds the publication with the next offset; the first one may have any.</summary>
    public void Add(Publication publication, DateTimeOffset now)
    {
        if (Count == 0)
        {
            Floor = publication.Position.Offset - 1;
        }

        _publications.Add(publication);
        _bytes += SizeOf(publication);
        Top = publication.Position.Offset;
        Trim(now);
    }

    /// <summary>Adds what another history had, before anything else.</summary>
    public void AddAll(IReadOnlyList<Publication> publications, DateTimeOffset now)
    {
        foreach (var publication in publications)
        {
            Add(publication, now);
        }
    }

    /// <summary>Gives up what is too old, and what is too much.</summary>
    public void Trim(DateTimeOffset now)
    {
        var oldest = now - policy.HistoryAge;
        while (Count > 0 && (Count > policy.HistoryCount || _bytes > policy.HistoryBytes || _publications[_first].Timestamp < oldest))
        {
            Floor = _publications[_first].Position.Offset;
            _floorAt = _publications[_first].Timestamp;
            _bytes -= SizeOf(_publications[_first]);
            _publications[_first] = null!;
            _first++;
        }

        if (_first > _publications.Count / 2)
        {
            _publications.RemoveRange(0, _first);
            _first = 0;
        }
    }

    /// <summary>
    /// The publications after an offset, of about so many bytes at most, but at least one if there is any. If they reach to the top and there is room, older ones may come before them.
    /// </summary>
    public IReadOnlyList<Publication> Read(long after, int maxBytes, bool withOlder = false)
    {
        var begin = _first + (int)(Math.Clamp(after, Floor, Top) - Floor);
        var (end, bytes) = (begin, 0L);
        while (end < _publications.Count && (end == begin || bytes + SizeOf(_publications[end]) <= maxBytes))
        {
            bytes += SizeOf(_publications[end++]);
        }

        while (withOlder && end == _publications.Count && begin > _first && bytes + SizeOf(_publications[begin - 1]) <= maxBytes)
        {
            bytes += SizeOf(_publications[--begin]);
        }

        return _publications[begin..end];
    }

    /// <summary>How many publications there were per second, over the last minute, or over as much of it as nothing has been given up of.</summary>
    public double CountPerSecond(DateTimeOffset now)
    {
        var since = now - TimeSpan.FromMinutes(1);
        since = since < _floorAt ? _floorAt : since;
        var (begin, end) = (_first, _publications.Count);
        while (begin < end)
        {
            var middle = begin + ((end - begin) / 2);
            (begin, end) = _publications[middle].Timestamp > since ? (begin, middle) : (middle + 1, end);
        }

        return since < now ? (_publications.Count - begin) / (now - since).TotalSeconds : 0;
    }

    /// <summary>What a publication counts, in bytes: its data, and about what stands around it.</summary>
    public static int SizeOf(Publication publication) => publication.Data.Length + 128;
}
