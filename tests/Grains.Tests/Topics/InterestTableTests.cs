using AndroidZen.Grains.Topics;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

public class InterestTableTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private readonly InterestTable _table = new();
    private readonly List<string> _gateways = ["left over"];

    [Fact]
    public void CollectGateways_Empty_ClearsTheList()
    {
        Assert.Equal(0, _table.CollectGateways(_now, _gateways));
        Assert.Empty(_gateways);
    }

    [Fact]
    public void CollectGateways_Several_SumsTheirConnections()
    {
        Set("a", 3);
        Set("b", 4);
        Assert.Equal(7, _table.CollectGateways(_now, _gateways));
        Assert.Equal(["a", "b"], _gateways.Order());
    }

    [Fact]
    public void Set_Repeated_Replaces()
    {
        Set("a", 3);
        Set("a", 1);
        Assert.Equal(1, _table.CollectGateways(_now, _gateways));
    }

    [Fact]
    public void Set_NoConnections_Removes()
    {
        Set("a", 3);
        Set("b", 1);
        Set("a", 0);
        Assert.Equal(1, _table.CollectGateways(_now, _gateways));
        Assert.Equal(["b"], _gateways);
    }

    [Fact]
    public void CollectGateways_AtTheEndOfALease_ForgetsThatGatewayOnly()
    {
        Set("a", 3);
        _table.Set(new GatewayInterest { Gateway = "b", Connections = 1, Lease = 2 * _lease }, _now);
        Assert.Equal(4, _table.CollectGateways(_now + _lease - TimeSpan.FromTicks(1), _gateways));
        Assert.Equal(1, _table.CollectGateways(_now + _lease, _gateways));
        Assert.Equal(["b"], _gateways);
    }

    [Fact]
    public void Set_BeforeTheEnd_RenewsTheLease()
    {
        Set("a", 3);
        _table.Set(new GatewayInterest { Gateway = "a", Connections = 3, Lease = _lease }, _now + (_lease / 2));
        Assert.Equal(3, _table.CollectGateways(_now + _lease, _gateways));
        Assert.Equal(0, _table.CollectGateways(_now + (1.5 * _lease), _gateways));
    }

    private void Set(string gateway, int connections) =>
        _table.Set(new GatewayInterest { Gateway = gateway, Connections = connections, Lease = _lease }, _now);
}
