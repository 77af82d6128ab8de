namespace AndroidZen.WebHost.Connections;

/// <summary>When a later publication of the same key may take the place of one that waits still.</summary>
internal enum Conflation : byte
{
    /// <summary>Never: it is an answer, or part of what the client has been promised.</summary>
    Never,

    /// <summary>When more waits than the high mark allows.</summary>
    WhenSlow,

    /// <summary>Always: the subscription asked for it (<c>mode: "latest"</c>).</summary>
    Always,
}
