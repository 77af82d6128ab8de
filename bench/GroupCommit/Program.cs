// Publications per second on one durable topic, whose store takes 10 ms for a write, by how many publish at once.
// Budget: 100 publishers reach at least 50 times what one does; the exit code says whether they did.
//
//     dotnet run -c Release --project bench/GroupCommit [-- REPEATS [BYTES]]
using System.Globalization;
using AndroidZen.GroupCommit;

const int Budget = 50;
var repeats = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var bytes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 256;
int[] publishers = [1, 10, 100, 400];

await using var cluster = await Cluster.StartAsync(TimeSpan.FromMilliseconds(10));
foreach (var count in publishers)
{
    await cluster.MeasureAsync(count, rounds: 20, bytes); // Code is compiled, and connections are made.
}

// In turns, so that a machine that slows down does so for all of them.
var results = publishers.ToDictionary(count => count, _ => new List<Measurement>());
for (var repeat = 0; repeat < repeats; repeat++)
{
    foreach (var count in publishers)
    {
        results[count].Add(await cluster.MeasureAsync(count, rounds: 100, bytes));
    }
}

Console.WriteLine($"{repeats} repeats, {bytes} bytes each, 10 ms per write; medians");
Console.WriteLine("publishers  publications/s  (min..max)        of one  publications/write  p50 ms  p99 ms");
var one = Median(results[1], result => result.PerSecond);
foreach (var (count, measured) in results)
{
    var perSecond = Median(measured, result => result.PerSecond);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{count,10}  {perSecond,14:0}  ({measured.Min(result => result.PerSecond),6:0}..{measured.Max(result => result.PerSecond),6:0})  {perSecond / one,8:0.0}  {Median(measured, result => result.PerWrite),18:0.0}  {Median(measured, result => result.Median),6:0.0}  {Median(measured, result => result.Percentile99),6:0.0}"));
}

var ratio = Median(results[100], result => result.PerSecond) / one;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"100 publishers: {ratio:0.0} times one, at least {Budget} wanted: {(ratio >= Budget ? "met" : "NOT MET")}"));
return ratio >= Budget ? 0 : 1;

static double Median(IEnumerable<Measurement> measured, Func<Measurement, double> value)
{
    var sorted = measured.Select(value).Order().ToList();
    return sorted[sorted.Count / 2];
}
