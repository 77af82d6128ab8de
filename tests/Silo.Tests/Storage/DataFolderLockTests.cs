using AndroidZen.Silo.Storage;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Tests.Storage;

public sealed class DataFolderLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "Sqlite")]
    [InlineData("Sqlite", null)]
    public async Task StartingAsync_FolderOfAnotherCluster_RefusesAndNamesTheFolderAndTheWayOut(string? first, string? second)
    {
        using var one = NewLock(first);
        await one.StartingAsync(CancellationToken.None);
        using var two = NewLock(second);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => two.StartingAsync(CancellationToken.None));
        Assert.Contains(_folder.Root, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Data:Folder", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Orleans:Clustering:ProviderType", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartingAsync_MembersOfOneCluster_ShareTheFolder()
    {
        using var one = NewLock("Sqlite");
        using var two = NewLock("Sqlite");
        await one.StartingAsync(CancellationToken.None);
        await two.StartingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Dispose_ReleasesTheFolder()
    {
        using (var one = NewLock(null))
        {
            await one.StartingAsync(CancellationToken.None);
        }

        using var two = NewLock("Sqlite");
        await two.StartingAsync(CancellationToken.None);
    }

    private DataFolderLock NewLock(string? clustering) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(_folder.Settings())
        .AddInMemoryCollection([KeyValuePair.Create("Orleans:Clustering:ProviderType", clustering)])
        .Build());
}
