using System.Collections.Immutable;
using AndroidZen.Alerts;
using AndroidZen.Grains.Storage;

namespace AndroidZen.Grains.Alerts;

/// <summary>What every change of an alert writes: the alerts that have changed since their page was written, and which pages there are.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.alert-log-head")]
public sealed record AlertLogHead : IStoredHead
{
    /// <inheritdoc/>
    [Id(0)] public string Write { get; init; } = "";

    /// <summary>The number of the alert that was raised last, stored still or not.</summary>
    [Id(1)] public long LastNumber { get; init; }

    /// <summary>The slots of the pages. One that no head names any more is used again.</summary>
    [Id(2)] public ImmutableArray<int> Pages { get; init; } = [];

    /// <summary>Alerts that no page has, or not as they are.</summary>
    [Id(3)] public ImmutableArray<Alert> Changed { get; init; } = [];

    /// <summary>The numbers of alerts that a page has still, and that are gone.</summary>
    [Id(4)] public ImmutableArray<long> Removed { get; init; } = [];

    /// <summary>What had still to be published when this was written.</summary>
    [Id(5)] public ImmutableArray<AlertTelling> Untold { get; init; } = [];
}

/// <summary>Alerts that are written together, and not written over.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.alert-log-page")]
public sealed record AlertLogPage
{
    [Id(0)] public ImmutableArray<Alert> Alerts { get; init; } = [];
}

/// <summary>That an alert is to be published, as it is then.</summary>
/// <param name="Number">The alert's.</param>
/// <param name="Key">The idempotency key of the publication.</param>
[GenerateSerializer, Immutable, Alias("androidzen.alert-telling")]
public readonly record struct AlertTelling([property: Id(0)] long Number, [property: Id(1)] string Key);
