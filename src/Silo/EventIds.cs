namespace AndroidZen.Silo;

/// <summary>The numbers of this project's log messages: 2000-2999, each used once (a test proves it).</summary>
internal static class EventIds
{
    public const int NoSilo = 2000;
    public const int CannotConnect = 2001;
    public const int ManagementListening = 2002;
    public const int StorageAway = 2010;
    public const int StorageBack = 2011;
    public const int StorageFailed = 2012;
}
