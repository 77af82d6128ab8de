using System.Net.Sockets;
using System.Text.Json;
using AndroidZen.Silo.Storage;
using AndroidZen.Storage;
using AndroidZen.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Persistence.Redis;
using Orleans.Storage;
using StackExchange.Redis;

namespace AndroidZen.Silo.Tests.Storage;

public sealed class StorageCircuitTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LogRecorder _log = new();
    private readonly LoggerFactory _loggers;
    private readonly FakeMeters _meters = new();
    private readonly StorageCircuit _circuit;
    private int _asked;

    public StorageCircuitTests()
    {
        _loggers = new LoggerFactory([_log]);
        _circuit = new StorageCircuit("Default", new StorageMetrics(_meters), _clock, Options.Create(new StorageCircuitOptions()), _loggers.CreateLogger<StorageCircuit>());
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Outage_ManyOperations_OnlyTheFirstOnesReachTheStorage()
    {
        for (var n = 0; n < 20; n++)
        {
            var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync(new TimeoutException("no answer")));
            Assert.Equal(n >= 2, refusal.WasNotTried);
        }

        Assert.Equal(2, _asked);
        Assert.Equal(1, _log.Errors.Count(line => line.EventId == EventIds.StorageAway));
    }

    [Fact]
    public async Task Outage_Ends_IsNoticedByOneOperationAndTold()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync(new IOException("gone")));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync(new IOException("gone")));
        for (var second = 0; second < 3; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1.1));
            await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync(new IOException("still gone")));
        }

        _clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(1, await AskAsync(null));
        Assert.Equal(1, await AskAsync(null));
        Assert.Equal(1, _log.Errors.Count(line => line.EventId == EventIds.StorageAway));
        Assert.Equal(1, _log.Lines.Count(line => line.EventId == EventIds.StorageBack));
    }

    [Fact]
    public async Task Conflicts_HoweverMany_AreAnswersOfTheStorage()
    {
        for (var n = 0; n < 20; n++)
        {
            await Assert.ThrowsAsync<InconsistentStateException>(() => AskAsync(new InconsistentStateException("of another activation")));
        }

        Assert.Equal(20, _asked);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Operation_ThatNeverEnds_FailsInTimeAndIsAnOutage()
    {
        var hangs = _circuit.ReadAsync(static () => new TaskCompletionSource<int>().Task, CancellationToken.None);
        _clock.Advance(new StorageCircuitOptions().Timeout);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => hangs);
    }

    [Fact]
    public async Task Caller_StopsWaiting_SaysNothingOfTheStorage()
    {
        using var gone = new CancellationTokenSource();
        var read = _circuit.ReadAsync(static () => new TaskCompletionSource<int>().Task, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(1, await AskAsync(null));
        Assert.Empty(_log.Errors);
    }

    public static TheoryData<Exception, bool> Failures => new()
    {
        { new InvalidOperationException(), false },
        { new FormatException(), false },
        { new JsonException(), false },
        { new InvalidOperationException("wrapped", new IOException()), true },
        { new OperationCanceledException(), true },
        { new SocketException(), true },
        { new RedisException("gone"), true },
        { new RedisStorageException("Failed to read grain state. System.Text.Json.JsonException: '}' is an invalid start"), false },
        { new RedisStorageException("Failed to read grain state. StackExchange.Redis.RedisTimeoutException: Timeout performing EVAL"), true },
        { new NpgsqlException("Failed to connect", new SocketException()), true },
        { new PostgresException("shutting down", "FATAL", "FATAL", "57P01"), true },
        { new PostgresException("invalid byte sequence", "ERROR", "ERROR", "22021"), false },
        { new SqliteException("disk I/O error", 10), true },
        { new SqliteException("constraint failed", 19), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void IsOutage_OfEachKind_IsWhatTheStorageSays(Exception exception, bool isOutage) => Assert.Equal(isOutage, StorageOutage.IsOutage(exception));

    public static TheoryData<Exception, bool> Unsent => new()
    {
        { new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, "No connection", null, CommandStatus.WaitingToBeSent), true },
        { new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "SocketClosed", null, CommandStatus.Sent), false },
        { new RedisStorageException("Failed to write grain state. StackExchange.Redis.RedisConnectionException: No connection is active/available to service this operation: EVAL"), true },
        { new RedisStorageException("Failed to write grain state. StackExchange.Redis.RedisConnectionException: SocketClosed on 127.0.0.1:6379"), false },
        { new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused)), true },
        { new NpgsqlException("Exception while reading from stream", new IOException("gone", new SocketException((int)SocketError.ConnectionReset))), false },
        { new TimeoutException(), false },
    };

    /// <summary>Who does not know whether it is stored must read everything again.</summary>
    [Theory]
    [MemberData(nameof(Unsent))]
    public async Task Outage_OperationThatWasNotSent_IsKnownNotToBeDone(Exception exception, bool wasNotSent)
    {
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync(exception));
        Assert.Equal(wasNotSent, refusal.WasNotTried);
    }

    /// <summary>Each takes as long as it may: the second must still find the first counted.</summary>
    [Fact]
    public async Task Outage_OneOperationAfterTheOtherHangs_IsNoticed()
    {
        for (var n = 0; n < 2; n++)
        {
            var hangs = _circuit.ReadAsync(static () => new TaskCompletionSource<int>().Task, CancellationToken.None);
            _clock.Advance(new StorageCircuitOptions().Timeout);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => hangs);
        }

        Assert.Single(_log.Errors, line => line.EventId == EventIds.StorageAway);
    }

    private Task<int> AskAsync(Exception? failure) => _circuit.ReadAsync(
        () =>
        {
            _asked++;
            return failure is null ? Task.FromResult(1) : Task.FromException<int>(failure);
        },
        CancellationToken.None);
}
