namespace AndroidZen.Grains;

/// <summary>The numbers of this project's log messages: 1000-1999, each used once (a test proves it).</summary>
internal static class EventIds
{
    public const int Published = 1000;
    public const int InterestChanged = 1001;
    public const int Repeated = 1002;
    public const int LogLost = 1003;
    public const int InterestFailed = 1004;
    public const int TopicBegun = 1005;
    public const int DispatchFailed = 1010;
    public const int DispatchAbandoned = 1011;
    public const int EventsLeftOut = 1012;
    public const int GatewayAttached = 1020;
    public const int GatewayDetached = 1021;
    public const int GatewayDied = 1022;
    public const int GatewayDidNotAnswer = 1023;
    public const int SubscriptionsLeft = 1024;
    public const int DeviceCame = 1030;
    public const int DeviceWent = 1031;
    public const int WriteBehindFailed = 1032;
    public const int MonitoringStarted = 1033;
    public const int MonitoringEnded = 1034;
    public const int SampleOutdated = 1035;
    public const int FleetFlushFailed = 1036;
    public const int FleetReportFailed = 1037;
    public const int DeviceRemoved = 1038;
    public const int ActionTimedOut = 1039;
    public const int RosterWriteFailed = 1040;
    public const int FiguresFailed = 1041;
    public const int RosterReadFailed = 1042;
    public const int AlertEscalated = 1050;
    public const int AlertEscalationFailed = 1051;
    public const int AlertGivenUp = 1052;
    public const int AlertsUntold = 1053;
    public const int AlertPagesLost = 1054;
    public const int AlertsWrittenElsewhere = 1055;
    public const int PresenceRestored = 1060;
    public const int PresenceTold = 1061;
    public const int PresenceFailed = 1062;
    public const int HandedOver = 1070;
}
