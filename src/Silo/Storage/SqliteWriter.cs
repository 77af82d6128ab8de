using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// The one writer of a SQLite file, for all of this process: states, reminders and membership. There can be only one anyway, and Microsoft.Data.Sqlite has whoever comes second sleep for 150 ms on a
/// thread of the pool, again and again, overtaken by whoever comes then: with some dozens of grains that store at the same time, no thread is left for anything else, and who is
/// overtaken may wait as long as they go on. Here they wait without a thread, and in turn. Reads wait for nobody: there is a write-ahead log.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly ConcurrentDictionary<string, SqliteWriter> _writers = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The writer of the file that the connection string names.</summary>
    public static SqliteWriter Of(string connectionString) => _writers.GetOrAdd(connectionString, static _ => new SqliteWriter());

    /// <summary>Puts something in front of the service that has been registered last under the name, or under none, which lets this writer write.</summary>
    public void Wrap<TService>(IServiceCollection services, string? name, Func<TService, SqliteWriter, TService> wrap)
        where TService : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(TService) && Equals(service.ServiceKey, name));
        services.Remove(inner);
        services.AddKeyedSingleton(name, (provider, key) => wrap(
            (TService)(inner.IsKeyedService ? inner.KeyedImplementationFactory!(provider, key) : ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), this));
    }

    /// <summary>Writes when its turn has come, in the context of who asks: a grain's state is stored as the grain has it then.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> write, CancellationToken cancellationToken = default) => RunAsync(
        async () =>
        {
            await write();
            return true;
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();
}
