using System.Diagnostics;
using Analytics.Simulation.Tests;

namespace Analytics.Benchmarks.Simulate;

/// <summary>
/// The simulated cluster over many seeds: nodes that crash, stall and disagree about time, partitions that move, stores that fail, rules that change, each seed compared with a straight run. A seed
/// that fails is printed and fails again whenever it is run.
/// </summary>
internal sealed class SimulateBenchmark : IBenchmark
{
    public string Name => "simulate";

    public string Summary => "a cluster on one thread from a seed, everything failing, compared with a straight run (--seeds 2000 --first 1000)";

    public Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var (first, seeds) = (arguments.Int("first", 1000), arguments.Int("seeds", 2000));
        var watch = Stopwatch.StartNew();
        var (done, failed) = (0, 0);
        var (deaths, alerts, switches) = (0L, 0L, 0L);
        Parallel.For(first, first + seeds, seed =>
        {
            try
            {
                var (died, alerted, switched) = Analytics.Simulation.Tests.Simulation.Run(seed);
                Interlocked.Add(ref deaths, died);
                Interlocked.Add(ref alerts, alerted);
                Interlocked.Add(ref switches, switched);
            }
            catch (InvalidOperationException error)
            {
                Interlocked.Increment(ref failed);
                Console.Error.WriteLine(error.Message);
            }

            var ready = Interlocked.Increment(ref done);
            if (ready % 500 == 0) Console.Error.WriteLine($"{ready:N0} of {seeds:N0} seeds");
        });
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new("seeds that failed", failed, "seeds", Floor: 0, LowerIsBetter: true),
            new("seeds run", seeds, "seeds"),
            new("processes that died", deaths, "processes"),
            new("alerts, each written once by owners of its shard", alerts, "alerts"),
            new("times a shard took other rules over", switches, "switches"),
            new("seeds a second", seeds / watch.Elapsed.TotalSeconds, "seeds/s"),
        ]);
    }
}
