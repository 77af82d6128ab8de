namespace AndroidZen.TestKit;

/// <summary>For what another process does in its own time, and tells nobody.</summary>
public static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until it holds.</summary>
    /// <param name="what">For the message when it never does.</param>
    /// <param name="holds">The question.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(_patience);
        while (!await holds())
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not come about within {_patience} that {what}.");
            }

            await Task.Delay(_pause, CancellationToken.None);
        }
    }
}
