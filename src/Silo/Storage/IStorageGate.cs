namespace AndroidZen.Silo.Storage;

/// <summary>What every operation of a storage provider goes through (<see cref="GatedGrainStorage"/>, <see cref="GatedReminderTable"/>).</summary>
internal interface IStorageGate
{
    /// <summary>Reads, when and as the gate lets it.</summary>
    Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Writes, when and as the gate lets it.</summary>
    Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken);
}

internal static class StorageGates
{
    /// <inheritdoc cref="IStorageGate.ReadAsync{T}"/>
    public static Task ReadAsync(this IStorageGate gate, Func<Task> read, CancellationToken cancellationToken) => gate.ReadAsync(Answering(read), cancellationToken);

    /// <inheritdoc cref="IStorageGate.WriteAsync{T}"/>
    public static Task WriteAsync(this IStorageGate gate, Func<Task> write, CancellationToken cancellationToken) => gate.WriteAsync(Answering(write), cancellationToken);

    private static Func<Task<bool>> Answering(Func<Task> operation) => async () =>
    {
        await operation();
        return true;
    };
}
