using System.Text;
using AndroidZen.Devices;
using AndroidZen.Grains.Devices;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

public class DeviceMessagesTests
{
    private const string Time = "\"timestamp\":\"2026-03-01T12:00:00.000Z\"";
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, PublicationDraft> Messages => new()
    {
        {
            "live_metrics", """{"device_id":"d1","metrics":{"cpu_usage": 45.2},TIME}""",
            DeviceMessages.LiveMetrics("d1", Utf8("""{"cpu_usage": 45.2}"""), _now)
        },
        { "live_metrics", """{"device_id":"d1","metrics":{},TIME}""", DeviceMessages.LiveMetrics("d1", null, _now) },
        { "analytics_update", """{"device_id":"d1","metrics":{"a":1},TIME}""", DeviceMessages.AnalyticsUpdate("d1", Utf8("""{"a":1}"""), _now) },
        {
            "security_alert", """{"device_id":"d1","alert_type":"security","message":"Tür \"offen\"","severity":"high",TIME}""",
            DeviceMessages.Alert("d1", new DeviceAlert { AlertType = "security", Message = "Tür \"offen\"", Severity = "high" }, _now)
        },
        {
            "analytics_update", """{"device_id":"d1","alert_type":"general","message":"m","severity":"medium",TIME}""",
            DeviceMessages.Alert("d1", new DeviceAlert { AlertType = "general", Message = "m", Severity = "medium" }, _now)
        },
        {
            "device_action", """{"action_id":"a1","device_id":"d1","action_type":"reboot","status":"queued",TIME}""",
            DeviceMessages.Action("d1", new DeviceAction { ActionId = "a1", ActionType = "reboot", Status = "queued" }, _now)
        },
        {
            "device_action", """{"action_id":"a1","device_id":"d1","action_type":"reboot","status":"failed",TIME,"result":[null]}""",
            DeviceMessages.Action("d1", new DeviceAction { ActionId = "a1", ActionType = "reboot", Status = "failed", Result = Utf8("[null]") }, _now)
        },
        { "optimization_complete", """{"device_id":"d1","results":{"improvements":3},TIME}""", DeviceMessages.OptimizationComplete("d1", Utf8("""{"improvements":3}"""), _now) },
        {
            "system_message", """{"message":"Monitoring of device d1 started","device_id":"d1","monitoring_type":"all","interval":0.5,TIME}""",
            DeviceMessages.MonitoringStarted("d1", new MonitoringRequest { MonitoringType = "all", Interval = TimeSpan.FromMilliseconds(500) }, _now)
        },
        { "device_connected", """{"device_id":"d1","name":"d1","status":"connected",TIME}""", DeviceMessages.Transition(Device(), DeviceTransition.Connected, _now) },
        { "device_disconnected", """{"device_id":"d1","name":"d1","status":"connected",TIME}""", DeviceMessages.Transition(Device(), DeviceTransition.Disconnected, _now) },
        {
            "device_status",
            """{"devices":[{"id":"d1","name":"d1","status":"connected","battery_level":85,"cpu_usage":null,"memory_usage":null,"storage_usage":null,"last_seen":null}],TIME}""",
            DeviceMessages.Status([Device()], _now)
        },
        {
            "device_status",
            """{"devices":[{"id":"d1","name":"d1","status":"connected","battery_level":85,"cpu_usage":null,"memory_usage":null,"storage_usage":null,"last_seen":"2026-03-01T11:59:59.500Z","model":"Pixel 9","sdk":[36]}],TIME}""",
            DeviceMessages.Status([Device() with { LastSeen = _now.AddMilliseconds(-500), Details = Utf8("""{"model":"Pixel 9","sdk":[36]}""") }], _now)
        },
        { "device_status", """{"devices":[],TIME}""", DeviceMessages.Status([], _now) },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfEachKind_IsWordedAsInTheContract(string type, string json, PublicationDraft draft)
    {
        Assert.Equal(type, draft.Type);
        Assert.Equal(json.Replace("TIME", Time, StringComparison.Ordinal), Encoding.UTF8.GetString(draft.Data));
    }

    private static DeviceSnapshot Device() =>
        new() { DeviceId = "d1", Name = "d1", Status = "connected", Readings = new DeviceReadings { BatteryLevel = 85 } };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
