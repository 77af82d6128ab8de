using AndroidZen.Benchmarks.Budgets;
using BenchmarkDotNet.Running;

var summaries = BenchmarkSwitcher.FromAssembly(typeof(BudgetCheck).Assembly).Run(args);
return BudgetCheck.Run(summaries);
