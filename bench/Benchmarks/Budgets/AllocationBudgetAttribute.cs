namespace AndroidZen.Benchmarks.Budgets;

/// <summary>What one operation of a benchmark may allocate, whatever its parameters: times are of a machine, this is of the code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllocationBudgetAttribute(long bytes) : Attribute
{
    public long Bytes => bytes;
}
