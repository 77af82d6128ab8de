using System.Collections.Concurrent;

namespace AndroidZen.TestKit;

/// <summary>Counts the calls that have reached a grain, answered or not.</summary>
public sealed class CallRecorder : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Method), int> _counts = new();
    private readonly ConcurrentDictionary<TaskCompletionSource, (GrainId Grain, string Method, int Count)> _waits = new();

    /// <summary>Completes when the grain's method has been called so often.</summary>
    public async Task WhenCalledAsync(IAddressable grain, string method, int count)
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var key = (grain.GetGrainId(), method);
        _waits[called] = (key.Item1, method, count);
        if (_counts.GetValueOrDefault(key) >= count)
        {
            called.TrySetResult();
        }

        try
        {
            await called.Task.WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{method} of {key.Item1} was called {_counts.GetValueOrDefault(key)} times instead of {count}.");
        }
        finally
        {
            _waits.TryRemove(called, out _);
        }
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = (context.TargetId, context.MethodName);
        var count = _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        foreach (var (called, wait) in _waits)
        {
            if ((wait.Grain, wait.Method) == key && wait.Count <= count)
            {
                called.TrySetResult();
            }
        }

        return context.Invoke();
    }
}
