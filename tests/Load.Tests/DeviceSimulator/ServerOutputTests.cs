using AndroidZen.DeviceSimulator.Servers;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class ServerOutputTests
{
    [Fact]
    public void Summarize_SameWarningAgain_SaysItOnce()
    {
        var said = ServerOutput.Summarize("10:24:24.780 warn: Orleans.Runtime.Silo[100405]\n      Not so good\n10:24:24.780 info: Other[1]\n      Good\n10:24:25.780 warn: Orleans.Runtime.Silo[100405]\n      Worse\n10:24:26.780 fail: Mine[2]\n      Bad");

        Assert.Equal(["The server said 2 × warn: Orleans.Runtime.Silo[100405]: Not so good", "The server said 1 × fail: Mine[2]: Bad"], said);
    }
}
