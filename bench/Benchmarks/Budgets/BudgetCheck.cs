using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Reports;

namespace AndroidZen.Benchmarks.Budgets;

/// <summary>Holds what has been measured against the budgets.</summary>
internal static class BudgetCheck
{
    private const int Failed = 1;

    /// <returns>The exit code.</returns>
    public static int Run(IEnumerable<Summary> summaries)
    {
        var exitCode = 0;
        foreach (var report in summaries.SelectMany(summary => summary.Reports))
        {
            if (report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<AllocationBudgetAttribute>() is not { } budget)
            {
                continue;
            }

            var allocated = report.Success ? report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) : null;
            var holds = allocated <= budget.Bytes;
            exitCode = holds ? exitCode : Failed;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(holds ? "holds" : "DOES NOT HOLD")}: {report.BenchmarkCase.DisplayInfo}: {allocated?.ToString(CultureInfo.InvariantCulture) ?? "nothing measured"} of at most {budget.Bytes} bytes"));
        }

        return exitCode;
    }
}
