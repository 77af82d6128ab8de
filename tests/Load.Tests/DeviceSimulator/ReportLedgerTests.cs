using AndroidZen.DeviceSimulator.Sending;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class ReportLedgerTests
{
    private readonly ReportLedger _ledger = new();

    [Fact]
    public void Acknowledge_OneOfTwo_LeavesTheOtherUnderWay()
    {
        var first = _ledger.Begin(sent: 10);
        _ = _ledger.Begin(sent: 20);

        _ledger.Acknowledge(first, now: 30);

        Assert.Equal((2, 1, 1, 1), (_ledger.Sent, _ledger.Acknowledged, _ledger.UnderWay, _ledger.Latency.Count));
    }

    [Fact]
    public void Acknowledge_Twice_CountsOnce()
    {
        var id = _ledger.Begin(sent: 10, reports: 100);

        _ledger.Acknowledge(id, now: 30);
        _ledger.Acknowledge(id, now: 30);

        Assert.Equal((100, 0, 1), (_ledger.Acknowledged, _ledger.UnderWay, _ledger.Unexpected));
    }

    [Fact]
    public void Refuse_Batch_CountsItsReportsByReason()
    {
        _ledger.Refuse(_ledger.Begin(sent: 10, reports: 100), "status 503");

        Assert.Equal((0, 0), (_ledger.Acknowledged, _ledger.UnderWay));
        Assert.Equal(100, _ledger.Refusals["status 503"]);
    }

    [Theory]
    [InlineData("""{"type":"ack","timestamp":"2026-11-23T10:15:30.123Z","data":{"message":"Live metrics sent","device_id":"sim-1","metrics_count":9},"id":4711}""", 4711)]
    [InlineData("""{"type":"ack","data":{"id":5},"id":6}""", 6)]
    [InlineData("""{"type":"error","data":{}}""", 0)]
    public void IdOf_Answer_IsThatOfTheEnvelope(string message, long id) => Assert.Equal(id, AgentSockets.IdOf(System.Text.Encoding.UTF8.GetBytes(message)));
}
