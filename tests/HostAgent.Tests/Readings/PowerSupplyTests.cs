using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class PowerSupplyTests
{
    [Theory]
    [InlineData("Battery\n", null, "87\n", 87.0)]
    [InlineData("Battery\n", "System\n", "0\n", 0.0)]
    [InlineData("Battery\n", null, "104\n", 100.0)]
    [InlineData("Mains\n", null, "87\n", null)]
    [InlineData("USB\n", null, null, null)]
    [InlineData("Battery\n", "Device\n", "55\n", null)]
    [InlineData("Battery\n", null, null, null)]
    [InlineData("Battery\n", null, "\n", null)]
    [InlineData("Battery\n", null, "-1\n", null)]
    [InlineData(null, null, "50", null)]
    public void Charge_OneSupply_IsThatOfABatteryOfTheMachine(string? type, string? scope, string? capacity, double? expected) =>
        Assert.Equal(expected, new PowerSupply(type, scope, capacity).Charge);

    [Fact]
    public void MeanCharge_TwoBatteriesAndAMouse_IsTheMeanOfTheBatteries()
    {
        PowerSupply[] supplies = [new("Battery", null, "80"), new("Battery", null, "45"), new("Battery", "Device", "1"), new("Mains", null, null)];

        Assert.Equal(62.5, PowerSupply.MeanCharge(supplies));
    }

    [Fact]
    public void MeanCharge_NoBattery_IsNothing()
    {
        Assert.Null(PowerSupply.MeanCharge([]));
        Assert.Null(PowerSupply.MeanCharge([new("Mains", null, null)]));
    }
}
