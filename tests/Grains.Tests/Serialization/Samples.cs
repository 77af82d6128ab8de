using System.Collections.Immutable;
using AndroidZen.Alerts;
using AndroidZen.Connections;
using AndroidZen.Devices;
using AndroidZen.Gateways;
using AndroidZen.Grains.Alerts;
using AndroidZen.Grains.Devices;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.Topics;
using AndroidZen.Grains.Users;
using AndroidZen.Presence;
using AndroidZen.Storage;
using AndroidZen.Topics;
using AndroidZen.Users;

namespace AndroidZen.Grains.Tests.Serialization;

/// <summary>
/// One value of every type that crosses a process or is stored, each with a file of that name in Golden. A file is never written anew: a type that has got a new
/// member keeps its sample as it is, and gets a further one, under a further name, that sets the member.
/// </summary>
internal static class Samples
{
    private static readonly DateTimeOffset _time = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(1));
    private static readonly DeviceReadings _readings = new() { BatteryLevel = 85, CpuUsage = 45.2, MemoryUsage = 67.8, StorageUsage = 0 };
    private static readonly MonitoringRequest _request = new() { MonitoringType = "all", Interval = TimeSpan.FromSeconds(5) };
    private static readonly UserConnection _connection = new("gateway-1", "client-1", _time);
    private static readonly UserNotification _notification = new() { Id = "notification_1", Timestamp = _time, Data = "{\"n\":1}"u8.ToArray() };
    private static readonly TopicMember _member = new("client-1", "ann", _time);
    private static readonly GatewayHeartbeat _heartbeat = new(_time);
    private static readonly TraceContext _trace = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");

    private static readonly DeviceAction _action =
        new() { ActionId = "a1", ActionType = "reboot", Status = "completed", Result = "[1]"u8.ToArray() };

    private static readonly DeviceAction _requested = new()
    {
        ActionId = "a2",
        ActionType = "reboot",
        Status = "in_progress",
        Progress = 40,
        Parameters = "{\"delay\":5}"u8.ToArray(),
        Timeout = TimeSpan.FromMinutes(5),
        RequestedAt = _time,
        RequestedBy = "ann",
        UpdatedAt = _time,
        RequestKey = "request/d1/k1",
    };

    private static readonly MetricValue _metric = new("fps", "60"u8.ToArray(), _time);

    private static readonly DeviceSnapshot _twin = new()
    {
        DeviceId = "d1",
        Name = "Pixel",
        Status = "connected",
        Metrics = "{\"cpu_usage\":45.2}"u8.ToArray(),
        Actions = ImmutableArray.Create(_requested),
        Monitoring = _request with { Watcher = "ann" },
        MetricsAt = _time,
        OlderMetrics = ImmutableArray.Create(_metric),
        IsOnlyHeard = true,
    };

    private static readonly Publication _publication = new()
    {
        Topic = "metrics_d1",
        Position = new TopicPosition("epoch-1", 7),
        Type = "live_metrics",
        Timestamp = _time,
        Data = "{\"device_id\":\"d1\"}"u8.ToArray(),
        Key = "d1",
    };

    private static readonly Alert _openAlert =
        new() { Id = "alert_1", Number = 7, DeviceId = "d1", Details = "{\"type\":\"root\"}"u8.ToArray(), RaisedAt = _time };

    private static readonly Alert _alert = _openAlert with
    {
        EscalatedAt = _time.AddMinutes(15),
        AcknowledgedAt = _time.AddMinutes(20),
        AcknowledgedBy = "ann",
        Note = "Gerät gesperrt",
    };

    private static readonly StoredPublication _stored = StoredPublication.From(_publication, "live_metrics:k1", 12);

    private static readonly InterestEntry _interest = new("gateway-1", 12, _time, 3);

    private static readonly AnsweredRequest _answered = new("live_metrics:k1", new PublicationReceipt(new TopicPosition("epoch-1", 7), 12), _time);

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["alert"] = _alert,
        ["alert-open"] = _openAlert,
        ["alert-state"] = AlertState.Acknowledged,
        ["alert-query"] = new AlertQuery { State = AlertState.Open, DeviceId = "d1", Limit = 50, Before = 7 },
        ["alert-query-empty"] = new AlertQuery { Limit = 1 },
        ["alert-list"] = new AlertList { Alerts = [_alert, _openAlert], Next = 7 },
        ["alert-list-last"] = new AlertList { Alerts = [] },
        ["alert-acknowledgement"] = new AlertAcknowledgement(AcknowledgeOutcome.WasAcknowledged, _alert),
        ["acknowledge-outcome"] = AcknowledgeOutcome.Acknowledged,
        ["alert-log-head"] = new AlertLogHead { Write = "write-1", LastNumber = 9, Pages = [2, 0], Changed = [_alert], Removed = [3], Untold = [new AlertTelling(7, "security/d1/k1")] },
        ["alert-log-head-empty"] = new AlertLogHead(),
        ["alert-log-page"] = new AlertLogPage { Alerts = [_openAlert, _alert] },
        ["alert-log-page-empty"] = new AlertLogPage(),
        ["alert-telling"] = new AlertTelling(7, "security/d1/k1"),
        ["connection-location"] = new ConnectionLocation("gateway-1", "connection-1"),
        ["device-status-report"] = new DeviceStatusReport { Status = "busy", Name = "Pixel", Readings = _readings, Details = "{\"sdk\":36}"u8.ToArray() },
        ["device-status-report-empty"] = new DeviceStatusReport(),
        ["device-metrics-report"] = new DeviceMetricsReport { Metrics = "{\"cpu_usage\":45.2}"u8.ToArray(), Readings = _readings },
        ["device-readings"] = _readings,
        ["device-action"] = _action,
        ["device-alert"] = new DeviceAlert { AlertType = "security", Message = "Tür offen", Severity = "high" },
        ["monitoring-request"] = _request,
        ["device-snapshot"] = new DeviceSnapshot
        {
            DeviceId = "d1",
            Name = "Pixel",
            Status = "connected",
            Readings = _readings,
            LastSeen = _time,
            Details = "{\"sdk\":36}"u8.ToArray(),
            Metrics = "{\"cpu_usage\":45.2}"u8.ToArray(),
            Actions = ImmutableArray.Create(_action),
            Monitoring = _request,
        },
        ["device-snapshot-twin"] = _twin,
        ["device-snapshot-told"] = new DeviceSnapshot { DeviceId = "d1", Name = "d1", Status = "connected", ToldAt = _time },
        ["device-action-requested"] = _requested,
        ["device-action-outcome"] = new DeviceActionOutcome { Receipt = new PublicationReceipt(new TopicPosition("epoch-1", 7), 12), Action = _requested },
        ["device-action-outcome-refused"] = new DeviceActionOutcome { Refusal = "status must stay failed" },
        ["device-agents"] = new DeviceAgents { Gateway = "gateway-1", Connections = 2, LastHeard = _time, Lease = TimeSpan.FromSeconds(90), Version = 3 },
        ["metric-value"] = _metric,
        ["monitoring-request-watcher"] = _request with { Watcher = "ann" },
        ["device-query"] = new DeviceQuery { Status = "connected", Order = DeviceOrder.BatteryLevel, Descending = true, After = new DevicePlace(85, "", "d1"), Limit = 20 },
        ["device-order"] = DeviceOrder.LastSeen,
        ["device-place"] = new DevicePlace(85, "Pixel", "d1"),
        ["device-page"] = new DevicePage { Devices = [_twin], Total = 12, Next = new DevicePlace(0, "", "d1") },
        ["device-snapshot-empty"] = new DeviceSnapshot { DeviceId = "d1", Name = "d1", Status = "unknown" },
        ["fleet-changes"] = new FleetChanges { Devices = [_twin], Transitions = [new FleetTransition(_twin, DeviceTransition.Connected)] },
        ["fleet-transition"] = new FleetTransition(_twin, DeviceTransition.Disconnected),
        ["device-transition"] = DeviceTransition.Disconnected,
        ["gateway-event"] = new GatewayEvent { Publication = _publication },
        ["gateway-event-trace"] = new GatewayEvent { Publication = _publication, Trace = _trace },
        ["gateway-event-heartbeat"] = new GatewayEvent { Heartbeat = _heartbeat },
        ["trace-context"] = _trace,
        ["gateway-heartbeat"] = _heartbeat,
        ["gateway-snapshot"] = new GatewaySnapshot
        {
            Connections = 3,
            ActiveConnections = 2,
            Users = ["ann"],
            Subscriptions = new Dictionary<string, int> { ["security"] = 2 },
        },
        ["disconnect-outcome"] = DisconnectOutcome.Closed,
        ["remote-disconnect-reason"] = RemoteDisconnectReason.Replaced,
        ["gateway-interest"] = new GatewayInterest { Gateway = "gateway-1", Connections = 12, Lease = TimeSpan.FromSeconds(90) },
        ["publication"] = _publication,
        ["publication-no-key"] = _publication with { Key = null },
        ["draft"] = new PublicationDraft { Type = "live_metrics", Data = "{}"u8.ToArray(), Key = "d1" },
        ["draft-idempotency-key"] = new PublicationDraft { Type = "live_metrics", Data = "{}"u8.ToArray(), Key = "d1", IdempotencyKey = "live_metrics:k1" },
        ["interest-batch"] = new InterestBatch { Gateway = "gateway-1", Lease = TimeSpan.FromSeconds(90), Topics = [new TopicInterest("security", 2, new TopicPosition("epoch-1", 7))] },
        ["topic-interest"] = new TopicInterest("security", 2, new TopicPosition("epoch-1", 7)),
        ["interest-answer"] = new InterestAnswer
        {
            Moved = new Dictionary<string, TopicPosition> { ["security"] = new("epoch-1", 8) },
            Failed = new Dictionary<string, string> { ["notifications"] = "no silo" },
        },
        ["gateway-members"] = new GatewayMembers { Gateway = "gateway-1", Members = [_member], Lease = TimeSpan.FromSeconds(90), Version = 7 },
        ["topic-member"] = _member,
        ["topic-member-anonymous"] = new TopicMember("client-1", null, null),
        ["topic-presence"] = new TopicPresence { Gateway = "gateway-1", Connections = 2, Users = ["ann"], Members = [_member] },
        ["topic-description"] = new TopicDescription { Position = new TopicPosition("epoch-1", 7), Kept = 5, PublicationsPerSecond = 0.25 },
        ["topic-read-request"] = new TopicReadRequest { Since = new TopicPosition("epoch-1", 7), WithSnapshot = true },
        ["topic-read-request-empty"] = new TopicReadRequest(),
        ["topic-read"] = new TopicRead { Position = new TopicPosition("epoch-1", 7), Publications = [_publication], After = 6, Snapshot = [_publication] },
        ["topic-read-no-snapshot"] = new TopicRead { Position = new TopicPosition("epoch-1", 7), Publications = [], After = 7 },
        ["publication-receipt"] = new PublicationReceipt(new TopicPosition("epoch-1", 7), 12),
        ["topic-position"] = new TopicPosition("epoch-1", 7),
        ["user-connections"] = new UserConnections { Gateway = "gateway-1", Connections = [_connection], Lease = TimeSpan.FromSeconds(90) },
        ["user-connection"] = _connection,
        ["user-notification"] = _notification,
        ["user-notification-read"] = _notification with { ReadAt = _time },
        ["inbox-reading"] = new InboxReading { Read = ["notification_1"], Unread = 2 },
        ["device-state"] = new DeviceState
        {
            Status = "connected",
            Name = "Pixel",
            Readings = _readings,
            LastSeen = _time,
            Details = "{\"sdk\":36}"u8.ToArray(),
            Metrics = "{\"cpu_usage\":45.2}"u8.ToArray(),
            Actions = [_action],
            Monitoring = new MonitoringState(_request, _time),
        },
        ["device-state-twin"] = new DeviceState
        {
            Status = "connected",
            Metrics = "{\"cpu_usage\":45.2}"u8.ToArray(),
            MetricsAt = _time,
            OlderMetrics = [_metric],
            Actions = [_requested],
            Monitors = [new MonitoringState(_request with { Watcher = "ann" }, _time)],
            IsListed = true,
        },
        ["device-roster-state"] = new DeviceRosterState { Devices = ImmutableDictionary<string, DeviceSnapshot>.Empty.Add("d1", _twin) },
        ["device-state-empty"] = new DeviceState(),
        ["monitoring-state"] = new MonitoringState(_request, _time),
        ["gateway-directory-state"] = new GatewayDirectoryState { HostByGateway = ImmutableDictionary<string, string>.Empty.Add("gateway-1", "host-1") },
        ["topic-log-head"] = new TopicLogHead { Epoch = "epoch-1", Write = "write-1", Offset = 7, Segments = [new TopicLogSlot(2, 1)], Tail = [_stored] },
        ["topic-log-head-empty"] = new TopicLogHead(),
        ["topic-log-slot"] = new TopicLogSlot(2, 1),
        ["topic-log-segment"] = new TopicLogSegment { Publications = [_stored, _stored with { Offset = 8, Key = null, IdempotencyKey = null }] },
        ["topic-log-segment-empty"] = new TopicLogSegment(),
        ["stored-publication"] = _stored,
        ["stored-publication-no-key"] = _stored with { Key = null, IdempotencyKey = null, Recipients = 0 },
        ["topic-log-lost"] = new TopicLogLostException("Another activation has written."),
        ["topic-life"] = new TopicLife
        {
            Interest = [_interest],
            Position = new TopicPosition("epoch-1", 7),
            History = [_publication],
            Snapshot = [_publication],
            Answered = [_answered],
        },
        ["topic-life-durable"] = new TopicLife { Interest = [_interest] },
        ["interest-entry"] = _interest,
        ["answered-request"] = _answered,
        ["storage-unavailable"] = new StorageUnavailableException("The storage Default does not answer.") { WasNotTried = true },
        ["user-state"] = new UserState { Notifications = [_notification] },
        ["user-state-empty"] = new UserState(),
    };
}
