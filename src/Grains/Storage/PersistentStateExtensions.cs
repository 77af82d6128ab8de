namespace AndroidZen.Grains.Storage;

/// <summary>Durable before visible.</summary>
internal static class PersistentStateExtensions
{
    /// <summary>Makes <paramref name="next"/> the state and stores it. If that fails, the old state stays and the exception is the caller's.</summary>
    public static async Task CommitAsync<TState>(this IPersistentState<TState> state, TState next)
    {
        var old = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = old;
            throw;
        }
    }
}
