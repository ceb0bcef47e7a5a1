using System.Diagnostics;
using System.Globalization;
using Analytics.Testing;

namespace Analytics.Benchmarks.Crashes;

/// <summary>
/// Loads a shop's history while the node is killed (SIGKILL) at random moments and started again, then compares every answer with plain sums: the
/// dashboard's from the window results, the events in ClickHouse one by one, and the rows in PostgreSQL.
/// </summary>
internal sealed class CrashBenchmark : IBenchmark
{
    public string Name => "crash";

    public string Summary => "kill -9 at random moments of a load; answers compared with plain sums (--kills 30)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var kills = arguments.Int("kills", 30);
        var seed = arguments.Int("seed", Environment.TickCount);
        var history = RepositoryPaths.Olist is { } olist ? OlistHistory.Read(olist) : InventedHistory.Make(seed, orders: 100_000);
        using var folder = new TemporaryFolder();
        var file = folder.File("history.ndjson");
        ShopClient.WriteFile(file, history);
        await Console.Error.WriteLineAsync($"seed {seed}: {history.Count} events, {kills} kills");

        var random = new Random(seed);
        var port = NodeProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        var node = await NodeProcess.StartAsync(folder.File("node"), "--port", port);
        var load = ShopClient.LoadAsync(node.Address, "shop", file, "--batch-bytes", "131072");
        var (done, inTheMiddle, restarts) = (0, 0, new List<double>());
        for (; done < kills; done++)
        {
            await Task.Delay(random.Next(50, 1_500));
            if (!load.IsCompleted) inTheMiddle++;
            await node.KillAsync();
            await node.DisposeAsync();
            var watch = Stopwatch.StartNew();
            node = await NodeProcess.StartAsync(folder.File("node"), "--port", port);
            restarts.Add(watch.Elapsed.TotalSeconds);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"kill {done + 1}: back after {restarts[^1]:0.00} s"));
        }

        await using (node)
        {
            var (code, output) = await load;
            if (code != 0) await Console.Error.WriteLineAsync(output + node.Output);
            var differences = await ShopComparison.DifferencesAsync(node, folder.File("node"), "shop", history);
            differences.ForEach(Console.Error.WriteLine);
            restarts.Sort();
            return
            [
                new("kills", done, "kills", Floor: kills),
                new("kills while the load was running", inTheMiddle, "kills"),
                new("differences in answers, ClickHouse, PostgreSQL", differences.Count + code, "differences", Floor: 0, LowerIsBetter: true),
                new("restart until ready, median", restarts[restarts.Count / 2], "s", LowerIsBetter: true),
                new("restart until ready, longest", restarts[^1], "s", LowerIsBetter: true),
            ];
        }
    }
}
