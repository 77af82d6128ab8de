using System.Data.Common;
using System.Net.Sockets;
using AndroidZen.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Persistence.Redis;
using Orleans.Storage;
using Polly.Timeout;
using StackExchange.Redis;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// Which exceptions of a provider say that its storage is away. What the storage answers (a conflict, a value that it does not take) and what we do wrong (a state that cannot be read) do not: one bad record
/// must not take the storage from everybody.
/// </summary>
internal static class StorageOutage
{
    private const string RedisReminders = "Orleans.Reminders.Redis.RedisRemindersException";

    /// <summary>SQLITE_BUSY, LOCKED, IOERR, FULL, CANTOPEN.</summary>
    private static readonly int[] _sqlite = [5, 6, 10, 13, 14];

    /// <summary>Classes of SQLSTATE: connection, resources, an operator's intervention, the system.</summary>
    private static readonly string[] _sqlStates = ["08", "53", "57", "58"];

    public static bool IsOutage(Exception exception) => exception switch
    {
        InconsistentStateException or StorageUnavailableException => false,
        SqliteException sqlite => _sqlite.Contains(sqlite.SqliteErrorCode),
        DbException database => database.IsTransient || _sqlStates.Any(state => database.SqlState?.StartsWith(state, StringComparison.Ordinal) == true) || IsCausedByOne(database),

        // The provider has put the cause into the text, whatever it was, and nothing inside.
        RedisStorageException redis => SaysRedis(redis),
        RedisServerException => false,
        RedisException or RedisTimeoutException or SocketException or IOException or TimeoutException or TimeoutRejectedException or HttpRequestException => true,

        // No caller's token gets to the provider: what is cancelled there has taken too long.
        OperationCanceledException => true,
        _ => exception.GetType().FullName switch
        {
            RedisReminders => SaysRedis(exception),
            "Azure.RequestFailedException" => exception.GetType().GetProperty("Status")?.GetValue(exception) is 0 or 408 or 429 or >= 500,
            _ => IsCausedByOne(exception),
        },
    };

    /// <summary>Whether there was no connection on which the operation could have been sent, so that it has surely not been carried out. Where that is not known, <see langword="false"/>.</summary>
    public static bool WasNotSent(Exception exception) => exception switch
    {
        RedisConnectionException redis => redis.CommandStatus == CommandStatus.WaitingToBeSent,
        RedisStorageException => SaysNotSent(exception),
        _ when exception.GetType().FullName == RedisReminders => SaysNotSent(exception),
        SocketException socket => socket.SocketErrorCode == SocketError.ConnectionRefused,
        _ => exception.InnerException is { } inner && WasNotSent(inner),
    };

    /// <summary>What Redis' client says when it has no backlog, and no connection.</summary>
    private static bool SaysNotSent(Exception exception) =>
        exception.Message.Contains("No connection is active/available", StringComparison.Ordinal) || exception.Message.Contains("No connection (requires writable", StringComparison.Ordinal);

    private static bool SaysRedis(Exception exception) =>
        exception.Message.Contains("StackExchange.Redis.RedisConnectionException", StringComparison.Ordinal)
        || exception.Message.Contains("StackExchange.Redis.RedisTimeoutException", StringComparison.Ordinal)
        || exception.Message.Contains("System.TimeoutException", StringComparison.Ordinal)
        || IsCausedByOne(exception);

    private static bool IsCausedByOne(Exception exception) => exception.InnerException is { } inner && IsOutage(inner);
}
