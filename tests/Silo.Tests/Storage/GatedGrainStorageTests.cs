using System.Threading.Channels;
using AndroidZen.Silo.Storage;
using Orleans.Storage;

namespace AndroidZen.Silo.Tests.Storage;

/// <summary>Symptom: with some dozens of devices that were stored at once, everything else stood still.</summary>
public sealed class GatedGrainStorageTests : IDisposable
{
    private readonly SqliteWriter _writer = new(turn: null);
    private readonly SlowStorage _slow = new();
    private readonly GatedGrainStorage _storage;

    public GatedGrainStorageTests() => _storage = new GatedGrainStorage(_slow, _writer);

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task WriteStateAsync_ManyAtOnce_OneAtATimeAndAllOfThem()
    {
        var writes = Enumerable.Range(0, 20).Select(number => number % 2 == 0 ? WriteAsync() : ClearAsync()).ToList();
        foreach (var write in writes)
        {
            await _slow.EndNextAsync();
            await write;
        }

        Assert.Equal((20, 1), (_slow.Ended, _slow.MostAtOnce));
    }

    [Fact]
    public async Task ReadStateAsync_WhileAWriteIsUnderWay_DoesNotWait()
    {
        var write = WriteAsync();

        await _storage.ReadStateAsync("state", default, new GrainState<int>());

        Assert.False(write.IsCompleted);
        await _slow.EndNextAsync();
        await write;
    }

    [Fact]
    public async Task WriteStateAsync_Fails_LetsTheNextOneWrite()
    {
        var (failing, next) = (WriteAsync(), WriteAsync());

        await _slow.EndNextAsync(new InconsistentStateException("of another activation"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => failing);
        await _slow.EndNextAsync();
        await next;
    }

    [Fact]
    public async Task WriteStateAsync_CancelledWhileItWaits_NeverWrites()
    {
        using var cancelled = new CancellationTokenSource();
        var write = WriteAsync();
        var waiting = _storage.WriteStateAsync("state", default, new GrainState<int>(), cancelled.Token);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _slow.EndNextAsync();
        await write;

        Assert.Equal(1, _slow.Begun);
    }

    private Task WriteAsync() => _storage.WriteStateAsync("state", default, new GrainState<int>());

    private Task ClearAsync() => _storage.ClearStateAsync("state", default, new GrainState<int>());

    /// <summary>A write ends when the test says so.</summary>
    private sealed class SlowStorage : IGrainStorage
    {
        private readonly Channel<TaskCompletionSource> _underWay = Channel.CreateUnbounded<TaskCompletionSource>();
        private int _begun;
        private int _ended;

        public int Begun => Volatile.Read(ref _begun);

        public int Ended => Volatile.Read(ref _ended);

        public int MostAtOnce { get; private set; }

        /// <summary>Waits until a write has begun, and ends it.</summary>
        public async Task EndNextAsync(Exception? exception = null)
        {
            var write = await _underWay.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            Interlocked.Increment(ref _ended);
            if (exception is null)
            {
                write.SetResult();
            }
            else
            {
                write.SetException(exception);
            }
        }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => BeginAsync();

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => BeginAsync();

        private Task BeginAsync()
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _begun) - Ended);
            var write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _underWay.Writer.TryWrite(write);
            return write.Task;
        }
    }
}
