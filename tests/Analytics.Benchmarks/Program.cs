using Analytics.Benchmarks;
using Analytics.Benchmarks.Backtests;
using Analytics.Benchmarks.Chaos;
using Analytics.Benchmarks.Crashes;
using Analytics.Benchmarks.Detection;
using Analytics.Benchmarks.EndToEnd;
using Analytics.Benchmarks.Ingest;
using Analytics.Benchmarks.Kafka;
using Analytics.Benchmarks.Patterns;
using Analytics.Benchmarks.Peers;
using Analytics.Benchmarks.Pipeline;
using Analytics.Benchmarks.Postgres;
using Analytics.Benchmarks.Recover;
using Analytics.Benchmarks.Simulate;

IBenchmark[] benchmarks =
[
    new PipelineBenchmark(), new EndToEndBenchmark(), new IngestBenchmark(), new RecoverBenchmark(), new RecoverPostgresBenchmark(), new CrashBenchmark(), new ChaosBenchmark(), new KafkaBenchmark(), new PatternsBenchmark(), new DetectionBenchmark(), new BacktestBenchmark(), new PeersBenchmark(), new AlertsBenchmark(), new PostgresBenchmark(), new SimulateBenchmark(),
];

var json = args.Contains("--json");
var words = args.Where(a => a != "--json").ToList();
var settings = new Dictionary<string, string>();
for (var i = 0; i < words.Count;)
{
    if (!words[i].StartsWith("--", StringComparison.Ordinal)) i++;
    else if (i + 1 == words.Count)
    {
        Console.Error.WriteLine($"{words[i]} needs a value.");
        return 2;
    }
    else
    {
        settings[words[i][2..]] = words[i + 1];
        words.RemoveRange(i, 2);
    }
}

if (words.Count == 0)
{
    Console.WriteLine("Usage: ./analytics bench NAME… [--json] [--setting value]…");
    foreach (var b in benchmarks) Console.WriteLine($"  {b.Name,-12} {b.Summary}");
    return 0;
}

if (words.Find(w => benchmarks.All(b => b.Name != w) && w != "all") is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'. There are: {string.Join(", ", benchmarks.Select(b => b.Name))}, all.");
    return 2;
}

var missed = false;
foreach (var benchmark in benchmarks.Where(b => words.Contains(b.Name) || words.Contains("all")))
{
    var figures = await benchmark.RunAsync(new BenchmarkArguments(settings));
    Report.Print(benchmark.Name, figures, json);
    missed |= figures.Any(f => !f.Ok);
}

return missed ? 1 : 0;
