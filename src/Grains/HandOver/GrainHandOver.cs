using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Placement;

namespace AndroidZen.Grains.HandOver;

/// <summary>
/// Moves those of the silo's grains that ask for it to other silos, with what they have in memory, before the silo leaves the cluster. Orleans itself ends all activations of a silo that stops:
/// what is not stored would be gone with each rolling restart.
/// </summary>
internal sealed partial class GrainHandOver(ISiloStatusOracle membership, TimeProvider clock, IOptions<HandOverOptions> options, ILogger<GrainHandOver> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<IGrainContext, bool> _isStored = new();
    private volatile bool _isLeaving;
    private int _moved;

    /// <summary>How many grains would be handed over now.</summary>
    public int Count => _isStored.Count;

    /// <summary>From here on the grain is handed over when the silo stops.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="isStored">Whether storage has what it has in memory: then it goes after the others.</param>
    /// <param name="hasMoved">Whether it has been handed over to this silo: if that is leaving, too, it stays, or two that are stopped at once would have it come and go for ever.</param>
    public void Add(IGrainContext grain, bool isStored, bool hasMoved)
    {
        if (!_isLeaving || !hasMoved)
        {
            _isStored[grain] = isStored;
        }
    }

    /// <summary>The grain's state is on its way.</summary>
    public void MarkMoved() => Interlocked.Increment(ref _moved);

    /// <summary>The grain has gone.</summary>
    public void Remove(IGrainContext grain) => _isStored.TryRemove(grain, out _);

    // The last stage is the first to stop: the silo is still one like the others then.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(GrainHandOver), ServiceLifecycleStage.Last, static _ => Task.CompletedTask, LeaveAsync);

    /// <summary>Hands everything over, as far as there is somebody to take it, and time.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        SiloAddress[] others = [.. membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(membership.SiloAddress))];
        if (others.Length == 0 || _isStored.IsEmpty || options.Value.Timeout == TimeSpan.Zero)
        {
            return;
        }

        _isLeaving = true;
        var started = clock.GetTimestamp();
        var count = 0;
        using var deadline = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);

        // Again, for those that have come meanwhile: most of them while the many were moving, the last few while those few were.
        for (var round = 0; round < 2 && !_isStored.IsEmpty && !either.IsCancellationRequested; round++)
        {
            List<IGrainContext> grains = [.. _isStored.OrderBy(grain => grain.Value).Select(grain => grain.Key)];
            count += grains.Count;
            await MoveAsync(grains, others, either.Token);
        }

        LogHandedOver(_moved, count, others.Length, clock.GetElapsedTime(started));
    }

    private Task MoveAsync(List<IGrainContext> grains, SiloAddress[] others, CancellationToken stopping)
    {
        var next = -1;
        return Parallel.ForEachAsync(grains, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = CancellationToken.None }, async (grain, _) =>
        {
            Remove(grain);
            if (!stopping.IsCancellationRequested)
            {
                grain.Migrate(new() { [IPlacementDirector.PlacementHintKey] = others[(uint)Interlocked.Increment(ref next) % others.Length] }, stopping);
                await grain.Deactivated.WaitAsync(options.Value.Patience, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    [LoggerMessage(EventIds.HandedOver, LogLevel.Information, "Handed {Moved} of {Count} topics over to {Silos} other silos in {Elapsed}; those that are not stored begin anew where they were not")]
    private partial void LogHandedOver(int moved, int count, int silos, TimeSpan elapsed);
}
