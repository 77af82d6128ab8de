using AndroidZen.Silo.Postgres;
using AndroidZen.TestKit.Storage;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace AndroidZen.Silo.Tests.Postgres;

/// <summary>The schema on a real server; that Orleans' providers work with it is for EndToEnd.Tests.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async Task InitializeAsync() => _server = await PostgresServer.StartNewAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Apply_Again_ChangesNothing()
    {
        Assert.Equal((1, $"The database has schema version 0; this build needs {PostgresSchema.Version}."), await RunAsync("status"));
        Assert.Equal((0, $"Applied {string.Join(", ", PostgresSchema.Scripts)}."), await RunAsync("apply"));
        Assert.Equal((0, $"The database has schema version {PostgresSchema.Version} already."), await RunAsync("apply"));
        Assert.Equal((0, $"The database has schema version {PostgresSchema.Version}; this build needs {PostgresSchema.Version}."), await RunAsync("status"));
    }

    [Fact]
    public async Task Apply_ByManyAtOnce_OneDoesIt()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresSchema.ApplyAsync(_server.ConnectionString)));
        Assert.Single(applied, scripts => scripts.Count == PostgresSchema.Scripts.Count);
        Assert.Equal(7, applied.Count(scripts => scripts.Count == 0));
    }

    [Fact]
    public async Task Apply_DatabaseOfALaterBuild_Refuses()
    {
        await PostgresSchema.ApplyAsync(_server.ConnectionString);
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var command = source.CreateCommand("INSERT INTO androidzen_schema (version, name) VALUES (1000, 'later');");
        await command.ExecuteNonQueryAsync();

        var (exitCode, said) = await RunAsync("apply");
        Assert.Equal(1, exitCode);
        Assert.Contains("1000, which is later than this build's", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_NoServer_SaysSo()
    {
        await _server.KillAsync();
        var (exitCode, said) = await RunAsync("apply");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("schema apply: Failed to connect", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithoutTheSchema_SaysWhatToDo()
    {
        using var configuration = new ConfigurationManager();
        configuration["Orleans:Clustering:Invariant"] = "Npgsql";
        configuration["Orleans:Clustering:ConnectionString"] = _server.ConnectionString;
        var check = new PostgresSchemaCheck(configuration);
        Assert.True(PostgresSchemaCheck.IsNeeded(configuration));
        Assert.Contains("schema apply", (await Assert.ThrowsAsync<InvalidOperationException>(() => check.StartAsync(CancellationToken.None))).Message, StringComparison.Ordinal);

        await PostgresSchema.ApplyAsync(_server.ConnectionString);
        await check.StartAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Print_AppliedByHand_IsWhatApplyDoes()
    {
        await using (var source = NpgsqlDataSource.Create(_server.ConnectionString))
        {
            await using var command = source.CreateCommand((await RunAsync("print")).Said);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(0, (await RunAsync("status")).ExitCode);
        Assert.Equal((0, $"The database has schema version {PostgresSchema.Version} already."), await RunAsync("apply"));
    }

    [Theory]
    [InlineData(null, 2, "usage: schema apply")]
    [InlineData("drop", 2, "usage: schema apply")]
    [InlineData("print", 0, "CREATE TABLE OrleansMembership")]
    public async Task Run_OtherVerbs_PrintWhatThereIsToSay(string? verb, int exitCode, string said)
    {
        var result = await RunAsync(verb);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(said, result.Said, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Said)> RunAsync(string? verb)
    {
        using var configuration = new ConfigurationManager();
        configuration["ConnectionStrings:Postgres"] = _server.ConnectionString;
        using var said = new StringWriter();
        var exitCode = await SchemaCommand.RunAsync(verb, configuration, said, said);
        return (exitCode, said.ToString().TrimEnd());
    }
}
