namespace AndroidZen.WebHost;

/// <summary>The numbers of this project's log messages: 3000-3999, each used once (a test proves it).</summary>
internal static class EventIds
{
    public const int Connected = 3000;
    public const int Disconnected = 3001;
    public const int ConnectionRefused = 3002;
    public const int ConnectionFailed = 3003;
    public const int MessageReceived = 3004;
    public const int MessageRefused = 3005;
    public const int HeartbeatReceived = 3006;
    public const int MessageFailed = 3007;
    public const int MessageCrashed = 3008;
    public const int SlowEpisodeBegan = 3009;
    public const int SlowEpisodeEnded = 3018;
    public const int Delivered = 3010;
    public const int DuplicateDropped = 3011;
    public const int StreamFailed = 3012;
    public const int LeaveFailed = 3013;
    public const int Parked = 3014;
    public const int RepairFailed = 3015;
    public const int TopicRestarted = 3016;
    public const int RecoveryFailed = 3017;
    public const int Attached = 3020;
    public const int AttachFailed = 3021;
    public const int CutOff = 3022;
    public const int DetachFailed = 3023;
    public const int RenewFailed = 3024;
    public const int HeartbeatPassedOn = 3025;
    public const int Draining = 3026;
    public const int Drained = 3027;
    public const int TakenForDead = 3028;
    public const int RequestRefused = 3030;
    public const int ClusterUnavailable = 3031;
    public const int RequestFailed = 3032;
    public const int AuthorityUnavailable = 3033;
    public const int DashboardFailed = 3034;
    public const int StorageUnavailable = 3035;
    public const int AnonymousPublishing = 3040;
    public const int DevelopmentTokens = 3041;
    public const int TokenRenewed = 3042;
    public const int RenewalUnchecked = 3043;
    public const int LeavingUntold = 3044;
    public const int Guide = 3050;
}
