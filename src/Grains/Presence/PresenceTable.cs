using AndroidZen.Presence;

namespace AndroidZen.Grains.Presence;

/// <summary>
/// Who is on a topic, as the gateways state it, and who its followers have been told is: what is between the two is told, a departure only when the client has had the time to come back.
/// </summary>
internal sealed class PresenceTable(TimeSpan leaveDelay)
{
    private static readonly Dictionary<string, TopicMember> _nobody = [];

    private readonly Dictionary<string, Statement> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PresentClient> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);

    /// <summary>Those of whom has been told that they are there.</summary>
    public IReadOnlyCollection<PresentClient> Told => _told.Values;

    /// <summary>When there is something to tell, or a lease runs out; <see langword="null"/> if nothing will happen by itself.</summary>
    public DateTimeOffset? NextDue => _due.Values
        .Concat(_gateways.Values.Where(statement => statement.Members.Count > 0).Select(statement => statement.Until))
        .Select(static at => (DateTimeOffset?)at)
        .Min();

    /// <summary>Somebody has been told of before this table was made. Who is not stated until then has gone.</summary>
    public void Restore(PresentClient client, DateTimeOffset until) => (_told[client.ClientId], _due[client.ClientId]) = (client, until);

    /// <summary>Replaces what is known of the gateway, unless that is newer.</summary>
    public void Set(GatewayMembers statement, DateTimeOffset now)
    {
        var known = _gateways.GetValueOrDefault(statement.Gateway);
        if (known?.Version > statement.Version)
        {
            return;
        }

        // For a moment, an older connection with the same client_id may be there still.
        var members = new Dictionary<string, TopicMember>(StringComparer.Ordinal);
        foreach (var member in statement.Members)
        {
            members[member.ClientId] = Newer(member, members.TryGetValue(member.ClientId, out var other) ? other : null);
        }

        // Also where there are none any more: an older statement may still be on its way.
        _gateways[statement.Gateway] = new Statement(members, now + statement.Lease, statement.Version);
        Compare((known?.Members ?? _nobody).Keys.Concat(members.Keys), now, now + leaveDelay);
    }

    /// <summary>Takes what is to be told by now; from here on it counts as told.</summary>
    public void TakeDue(DateTimeOffset now, Queue<PresenceChange> changes)
    {
        foreach (var (gateway, statement) in _gateways.Where(gateway => gateway.Value.Until <= now).ToList())
        {
            _gateways.Remove(gateway);
            Compare(statement.Members.Keys, now, now); // They have had a whole lease to come back.
        }

        foreach (var clientId in _due.Where(due => due.Value <= now).Select(due => due.Key).ToList())
        {
            _due.Remove(clientId);
            if (Find(clientId) is { } member)
            {
                _told[clientId] = new PresentClient(clientId, member.UserId, now);
                changes.Enqueue(new PresenceChange(HasJoined: true, _told[clientId]));
            }
            else if (_told.Remove(clientId, out var gone))
            {
                changes.Enqueue(new PresenceChange(HasJoined: false, gone with { At = now }));
            }
        }
    }

    private void Compare(IEnumerable<string> clientIds, DateTimeOffset now, DateTimeOffset leaveAt)
    {
        foreach (var clientId in clientIds)
        {
            var isTold = _told.TryGetValue(clientId, out var told);
            if (Find(clientId) is { } member)
            {
                if (isTold && told.UserId == member.UserId)
                {
                    _due.Remove(clientId);
                }
                else
                {
                    _due[clientId] = now;
                }
            }
            else if (!isTold)
            {
                _due.Remove(clientId);
            }
            else if (!_due.TryGetValue(clientId, out var due) || due > leaveAt)
            {
                _due[clientId] = leaveAt;
            }
        }
    }

    private TopicMember? Find(string clientId)
    {
        TopicMember? found = null;
        foreach (var statement in _gateways.Values)
        {
            found = statement.Members.TryGetValue(clientId, out var member) ? Newer(member, found) : found;
        }

        return found;
    }

    private static TopicMember Newer(TopicMember member, TopicMember? other) => other is { } known && known.SubscribedAt > member.SubscribedAt ? known : member;

    private sealed record Statement(IReadOnlyDictionary<string, TopicMember> Members, DateTimeOffset Until, long Version);
}

/// <summary>A client that is on a topic.</summary>
/// <param name="ClientId">Its <c>client_id</c>.</param>
/// <param name="UserId"><see langword="null"/> without a token.</param>
/// <param name="At">When that was told.</param>
internal readonly record struct PresentClient(string ClientId, string? UserId, DateTimeOffset At);

/// <summary>A client has come, or gone. One that has come twice is another user now.</summary>
internal readonly record struct PresenceChange(bool HasJoined, PresentClient Client);
