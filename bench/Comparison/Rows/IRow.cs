using AndroidZen.Comparison.Systems;

namespace AndroidZen.Comparison.Rows;

/// <summary>One thing that is measured of every system.</summary>
internal interface IRow
{
    /// <summary>One of <see cref="Parts.All"/>.</summary>
    string Part { get; }

    /// <summary>Whether each round has a process of its own: what earlier rounds have left would be in the figure.</summary>
    bool NeedsNewProcess => false;

    /// <summary>Whether each system runs as several processes.</summary>
    bool IsApart => false;

    /// <summary>Measures once.</summary>
    /// <returns>The figures, by <see cref="Figures"/>.</returns>
    IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options);
}
