using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

public sealed class CoalescedCallTests
{
    [Fact]
    public async Task Run_AskedWhileItRuns_RunsOnceMoreForAllWhoAsked()
    {
        var calls = new List<TaskCompletionSource>();
        var call = new CoalescedCall(() => Begin(calls));
        var first = call.RunAsync();
        var others = Enumerable.Range(0, 100).Select(_ => call.RunAsync()).ToList();
        Assert.Single(calls);
        calls[0].SetResult();
        await first;
        while (calls.Count < 2)
        {
            await Task.Yield();
        }

        Assert.All(others, other => Assert.False(other.IsCompleted));
        calls[1].SetResult();
        await Task.WhenAll(others);
        Assert.Equal(2, calls.Count);
    }

    [Fact]
    public async Task Run_FirstCallFails_TellsItsCallerAndNotThoseWhoCameLater()
    {
        var calls = new List<TaskCompletionSource>();
        var call = new CoalescedCall(() => Begin(calls));
        var first = call.RunAsync();
        var second = call.RunAsync();
        calls[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        while (calls.Count < 2)
        {
            await Task.Yield();
        }

        calls[1].SetResult();
        await second;
    }

    [Fact]
    public async Task Run_AskedByManyAllTheTime_NeverRunsTwiceAtOnceAndKnowsEveryChange()
    {
        var (running, overlaps, state) = (0, 0, 0);
        var said = 0;
        var call = new CoalescedCall(async () =>
        {
            overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
            var now = Volatile.Read(ref state);
            await Task.Yield();
            said = Math.Max(said, now);
            Interlocked.Decrement(ref running);
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var change = 0; change < 5000; change++)
            {
                var mine = Interlocked.Increment(ref state);
                await call.RunAsync();
                Assert.True(Volatile.Read(ref said) >= mine);
            }
        })));

        Assert.Equal(0, overlaps);
    }

    private static Task Begin(List<TaskCompletionSource> calls)
    {
        var call = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        calls.Add(call);
        return call.Task;
    }
}
