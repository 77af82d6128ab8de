namespace AndroidZen.Comparison.Systems;

/// <summary>Who is compared with whom.</summary>
internal sealed class Contenders
{
    public IContender Ours { get; } = new Platform();

    public IContender SignalR { get; } = new SignalR();

    public IContender Floor { get; } = new BareSockets();

    public IContender OursApart { get; } = new PlatformApart();

    public IContender SignalRApart { get; } = new SignalRApart();

    /// <summary>Those that run as several processes, or those that run as one.</summary>
    public IReadOnlyList<IContender> All(bool apart) => apart ? [OursApart, SignalRApart] : [Ours, SignalR, Floor];
}
