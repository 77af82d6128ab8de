using System.Diagnostics;
using AndroidZen.Silo.Storage;
using AndroidZen.Silo.Tests.Hosting;
using AndroidZen.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.Silo.Tests.Storage;

/// <summary>Whatever is stored in the file is stored in turn: what is overtaken again and again, a reminder or a vote on a dead silo, could wait as long as thousands of devices are stored.</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reminders_WhileAGrainIsStored_AreStoredBehindIt()
    {
        using var host = SiloHost.Build(_folder.Settings());
        var reminders = host.Services.GetRequiredService<IReminderTable>();
        await reminders.StartAsync();
        var entry = new ReminderEntry { GrainId = GrainId.Create("test", "1"), ReminderName = "sweep", Period = TimeSpan.FromMinutes(1) };
        await AssertIsBehindAsync(host.Services, () => reminders.UpsertRow(entry));
        Assert.NotNull(await reminders.ReadRow(entry.GrainId, entry.ReminderName));
    }

    [Fact]
    public async Task Membership_WhileAGrainIsStored_IsStoredBehindIt()
    {
        var settings = _folder.Settings();
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        using var host = SiloHost.Build(settings);
        var membership = host.Services.GetRequiredService<IMembershipTable>();
        await AssertIsBehindAsync(host.Services, () => membership.InitializeMembershipTableAsync(tryInitTableVersion: true));
        Assert.Empty((await membership.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Write_WhileAnotherProcessWrites_IsBehindIt()
    {
        using var host = SiloHost.Build(_folder.Settings());
        var connection = DataFolder.ConnectionString(host.Services.GetRequiredService<IConfiguration>());
        using var others = new SqliteTurn(new SqliteConnectionStringBuilder(connection).DataSource, TimeProvider.System);
        var theirs = await others.TakeAsync(CancellationToken.None);
        var taken = Stopwatch.GetTimestamp();
        var writing = SqliteWriter.Of(connection).WriteAsync(static () => Task.FromResult(true), CancellationToken.None);
        Assert.True(!writing.IsCompleted || Stopwatch.GetElapsedTime(taken) > SqliteTurn.Patience);
        theirs.Dispose();
        Assert.True(await writing.WaitAsync(SocketClient.Patience));
    }

    private async Task AssertIsBehindAsync(IServiceProvider services, Func<Task> write)
    {
        var storing = SqliteWriter.Of(DataFolder.ConnectionString(services.GetRequiredService<IConfiguration>())).WriteAsync(() => _written.Task, CancellationToken.None);
        var waiting = write();
        Assert.False(waiting.IsCompleted);
        _written.SetResult();
        await waiting.WaitAsync(SocketClient.Patience);
        await storing;
    }
}
