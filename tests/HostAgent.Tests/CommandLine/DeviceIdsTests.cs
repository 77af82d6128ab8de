using AndroidZen.HostAgent.CommandLine;

namespace AndroidZen.HostAgent.Tests.CommandLine;

public class DeviceIdsTests
{
    [Theory]
    [InlineData("my-laptop", "my-laptop")]
    [InlineData("DESKTOP_1.local", "DESKTOP_1.local")]
    [InlineData("Anna's MacBook", "Anna-s-MacBook")]
    [InlineData("küche", "k-che")]
    [InlineData("_-.x", "x")]
    [InlineData("---", "host")]
    [InlineData("", "host")]
    [InlineData("日本", "host")]
    public void FromHostName_AnyName_IsWellFormed(string hostName, string expected)
    {
        var deviceId = DeviceIds.FromHostName(hostName);

        Assert.Equal(expected, deviceId);
        Assert.True(DeviceIds.IsWellFormed(deviceId));
    }

    [Fact]
    public void FromHostName_NameTooLong_IsCut()
    {
        Assert.Equal(new string('a', 128), DeviceIds.FromHostName("-" + new string('a', 300)));
        Assert.True(DeviceIds.IsWellFormed(new string('a', 128)));
        Assert.False(DeviceIds.IsWellFormed(new string('a', 129)));
    }
}
