using System.Threading.Channels;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

public sealed class CoalescedCallTests
{
    [Fact]
    public async Task Run_AskedWhileItRuns_RunsOnceMoreForAllWhoAsked()
    {
        var calls = Channel.CreateUnbounded<TaskCompletionSource>();
        var call = new CoalescedCall(() => Begin(calls));
        var first = call.RunAsync();
        var others = Enumerable.Range(0, 100).Select(_ => call.RunAsync()).ToList();
        Assert.Equal(1, calls.Reader.Count);
        (await calls.Reader.ReadAsync()).SetResult();
        await first;
        var second = await calls.Reader.ReadAsync();
        Assert.All(others, other => Assert.False(other.IsCompleted));
        second.SetResult();
        await Task.WhenAll(others);
        Assert.False(calls.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Run_FirstCallFails_TellsItsCallerAndNotThoseWhoCameLater()
    {
        var calls = Channel.CreateUnbounded<TaskCompletionSource>();
        var call = new CoalescedCall(() => Begin(calls));
        var first = call.RunAsync();
        var second = call.RunAsync();
        (await calls.Reader.ReadAsync()).SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        (await calls.Reader.ReadAsync()).SetResult();
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

    private static Task Begin(Channel<TaskCompletionSource> calls)
    {
        var call = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        calls.Writer.TryWrite(call);
        return call.Task;
    }
}
