using AndroidZen.Silo.Storage;
using AndroidZen.TestKit;
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
    public async Task StartAsync_FolderOfAnotherCluster_RefusesAndNamesTheFolderAndTheWayOut(string? first, string? second)
    {
        using var one = NewLock(first);
        await one.StartAsync(CancellationToken.None);
        using var two = NewLock(second);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => two.StartAsync(CancellationToken.None));
        Assert.Contains(_folder.Root, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Data:Folder", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Orleans:Clustering:ProviderType", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_MembersOfOneCluster_ShareTheFolder()
    {
        using var one = NewLock("Sqlite");
        using var two = NewLock("Sqlite");
        await one.StartAsync(CancellationToken.None);
        await two.StartAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Dispose_ReleasesTheFolder()
    {
        using (var one = NewLock(null))
        {
            await one.StartAsync(CancellationToken.None);
        }

        using var two = NewLock("Sqlite");
        await Eventually.HoldsAsync("the folder is free", async () => // A process that another test is just starting may still have the file open.
        {
            try
            {
                await two.StartAsync(CancellationToken.None);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
    }

    private DataFolderLock NewLock(string? clustering) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(_folder.Settings())
        .AddInMemoryCollection([KeyValuePair.Create("Orleans:Clustering:ProviderType", clustering)])
        .Build());
}
