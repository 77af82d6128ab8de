namespace AndroidZen.Silo;

/// <summary>The numbers of this project's log messages: 2000-2999, each used once (a test proves it).</summary>
internal static class EventIds
{
    public const int NoSilo = 2000;
    public const int CannotConnect = 2001;
}
