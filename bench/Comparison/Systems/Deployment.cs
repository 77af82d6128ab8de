using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary>The processes of a contender.</summary>
/// <param name="processes">All that are measured, in the order of their start.</param>
/// <param name="below">What they stand on, and what is not a program of this build.</param>
internal sealed class Deployment(IReadOnlyList<PlatformProcess> processes, IAsyncDisposable? below = null) : IAsyncDisposable
{
    public Deployment(PlatformProcess process)
        : this([process])
    {
    }

    public IReadOnlyList<int> ProcessIds { get; } = [.. processes.Select(process => process.Id)];

    /// <summary>Where subscribers connect: the first web server.</summary>
    public Uri SubscriberAddress => processes.First(process => process.Address is not null).Address!;

    /// <summary>Where publishers post: the last web server.</summary>
    public Uri PublisherAddress => processes[^1].Address!;

    public Task WhenReadyAsync() => Task.WhenAll(processes.Select(process => process.Address is null ? process.WhenStartedAsync() : process.WhenReadyAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Reverse())
        {
            await process.DisposeAsync();
        }

        await (below?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
