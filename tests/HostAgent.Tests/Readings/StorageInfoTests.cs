using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class StorageInfoTests
{
    [Fact]
    public void Usage_SomeKeptForTheAdministrator_CountsNeitherAsUsedNorAsFree() =>
        Assert.Equal(66.7, new StorageInfo(Total: 1000, Free: 400, Available: 300).Usage);

    [Fact]
    public void Usage_EmptyFileSystem_IsUnknown() => Assert.Null(default(StorageInfo).Usage);

    [Fact]
    public void Read_ThisMachine_IsAPercentage() => Assert.InRange(StorageInfo.Read()?.Usage ?? -1, 0, 100);
}
