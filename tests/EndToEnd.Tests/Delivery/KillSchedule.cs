using System.Globalization;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>A random schedule of kills, the same for the same seed: <c>ANDROIDZEN_SEED</c>, or another one each time.</summary>
internal sealed class KillSchedule
{
    private readonly Random _random;

    public KillSchedule()
    {
        Seed = int.TryParse(Environment.GetEnvironmentVariable("ANDROIDZEN_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();
        _random = new Random(Seed);
    }

    public int Seed { get; }

    /// <summary>The next kill.</summary>
    public Kill Next() => new(
        After: TimeSpan.FromSeconds(2 + 13 * _random.NextDouble()),
        IsSilo: _random.Next(2) == 0,
        Index: _random.Next(2),
        Downtime: TimeSpan.FromSeconds(_random.Next(3) == 0 ? 0 : 6 * _random.NextDouble()),
        IsElsewhere: _random.Next(2) == 0,
        IsWaitedFor: _random.Next(4) > 0);
}

/// <summary>One kill, and what follows.</summary>
/// <param name="After">The time since the one before.</param>
/// <param name="IsSilo">A silo, or a web host.</param>
/// <param name="Index">Which one.</param>
/// <param name="Downtime">How long until it is started again.</param>
/// <param name="IsElsewhere">Whether a silo comes back on other ports.</param>
/// <param name="IsWaitedFor">Whether the next kill waits until it is back.</param>
internal sealed record Kill(TimeSpan After, bool IsSilo, int Index, TimeSpan Downtime, bool IsElsewhere, bool IsWaitedFor);
