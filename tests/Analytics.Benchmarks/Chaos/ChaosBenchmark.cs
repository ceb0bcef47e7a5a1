using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// A cluster of real processes under random faults: brokers, nodes, PostgreSQL and ClickHouse, with events over Kafka and HTTP all the while. At the end every answer, every event
/// in ClickHouse and every row in PostgreSQL must be as plain sums over the events say.
/// </summary>
internal sealed class ChaosBenchmark : IBenchmark
{
    private const int Partitions = 4;

    // Raw events, stock, events on their way to rules, and the shop's own topic.
    private const int Lanes = 4;
    private const int SessionSeconds = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "chaos";

    public string Summary => "3 brokers and 3 nodes under random faults; answers compared with plain sums (--minutes 5 --rate 1500 --seed N)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if (ClusterServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var (minutes, rate, seed) = (arguments.Int("minutes", 5), arguments.Int("rate", 1_500), arguments.Int("seed", Environment.TickCount));
        var perShop = rate * 60 * minutes / 2;
        var (produced, posted) = (InventedHistory.Make(seed, perShop * 10 / 34), InventedHistory.Make(seed + 1, perShop * 10 / 34));
        await Console.Error.WriteLineAsync($"seed {seed}: {produced.Count + posted.Count:N0} events in {minutes} minutes{(Toxiproxy.Missing is { } without ? "; ClickHouse is left alone, " + without : "")}");

        await using var servers = await ClusterServers.StartAsync(brokers: 3, proxied: true, measured: true);
        await using var subscriber = await ChaosSubscriber.StartAsync(seed);
        string[] settings = ["--set", $"kafka.sources=[\"{ChaosTraffic.Source}\"]", .. ChaosAlerts.Settings, .. subscriber.Settings];
        ChaosNode[] nodes = [.. ((string[])["a", "b", "c"]).Select(name => new ChaosNode(servers, name, settings))];
        try
        {
            foreach (var node in nodes) node.Launch();
            await using var watch = new ChaosWatch(nodes, Lanes * Partitions);
            watch.Start();
            if (!await watch.AllRunAsync(Patience)) throw new InvalidOperationException($"The cluster did not come up: {watch.State}\n{nodes[0].Process?.Output}");
            var faults = new ChaosFaults(servers, nodes, watch, TimeSpan.FromSeconds(SessionSeconds), seed);
            return await RunAsync(servers, nodes, watch, faults, subscriber, TimeSpan.FromMinutes(minutes), rate, produced, posted);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<Figure>> RunAsync(
        ClusterServers servers, ChaosNode[] nodes, ChaosWatch watch, ChaosFaults faults, ChaosSubscriber subscriber, TimeSpan time, int rate, List<ShopEvent> produced, List<ShopEvent> posted)
    {
        var traffic = new ChaosTraffic(nodes, rate / 2);
        await using var log = KafkaLog.Open(new KafkaLogOptions
        {
            Brokers = servers.Kafka, Library = TestKafka.LibraryPath!, ClientId = "shop", Topics = [new("raw_events", Partitions), new(ChaosTraffic.Source, Partitions)],
        });
        var sending = Task.WhenAll(traffic.ProduceAsync(log, produced), traffic.PostAsync(posted));
        await faults.RunAsync(time);
        await sending;
        await Console.Error.WriteLineAsync($"all sent, faults over: {watch.State}");
        var caughtUp = await watch.CatchUpAsync(Patience);
        await faults.ReviveAsync();
        // The others may do all the work while one still starts.
        using var limit = new CancellationTokenSource(Patience);
        await nodes[0].Process!.UntilReadyAsync(limit.Token);
        List<string> differences = caughtUp ? [] : [$"not caught up after {Patience.TotalMinutes:0} minutes: {watch.State}"];
        var alerts = await ChaosAlerts.ReadAsync(servers.Kafka);
        foreach (var (tenant, history) in (IEnumerable<(string, List<ShopEvent>)>)[(ChaosTraffic.KafkaTenant, produced), (ChaosTraffic.HttpTenant, posted)])
        {
            differences.AddRange((await ShopComparison.DifferencesAsync(nodes[0].Process!, servers, tenant, history)).Select(difference => $"{tenant}: {difference}"));
            differences.AddRange(await alerts.DifferencesAsync(servers, tenant, history));
        }

        differences.AddRange(await subscriber.DifferencesAsync(alerts.Ids, Patience));
        differences.ForEach(Console.Error.WriteLine);
        if (differences.Count > 0) await EvidenceAsync(nodes);
        return Figures(faults, watch, traffic, differences.Count, alerts, subscriber);
    }

    /// <summary>What the nodes said is gone with them.</summary>
    private static async Task EvidenceAsync(ChaosNode[] nodes)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-chaos-").FullName;
        foreach (var node in nodes) await File.WriteAllTextAsync(Path.Combine(folder, node.Name + ".log"), node.Process?.Output);
        await Console.Error.WriteLineAsync($"what the nodes said is in {folder}");
    }

    private static List<Figure> Figures(ChaosFaults faults, ChaosWatch watch, ChaosTraffic traffic, int differences, ChaosAlerts alerts, ChaosSubscriber subscriber)
    {
        var failOvers = faults.FailOvers.Order().ToList();
        List<Figure> figures = [new("differences in answers, ClickHouse, PostgreSQL, alerts, webhook", differences, "differences", Floor: 0, LowerIsBetter: true)];
        figures.Add(new("alerts that an ordinary consumer has twice", alerts.Repeats, "alerts", Floor: 0, LowerIsBetter: true));
        figures.Add(new("nodes that ended by themselves, stops that failed, fail-overs that did not come", faults.Complaints.Count, "complaints", Floor: 0, LowerIsBetter: true));
        figures.AddRange(faults.Count.Select(kind => new Figure(kind.Key, kind.Value, "faults")));
        figures.Add(new("alerts in the topic", alerts.Ids.Count, "alerts"));
        figures.Add(new("messages to the webhook that came again under their key", subscriber.Repeats, "messages"));
        figures.Add(new("sends repeated", traffic.Retries, "sends"));
        figures.Add(new("longest time without progress", watch.LongestStandstill.TotalSeconds, "s", LowerIsBetter: true));
        if (failOvers.Count == 0) return figures;
        figures.Add(new($"kill -9 until all partitions run, median (session time-out {SessionSeconds} s)", failOvers[failOvers.Count / 2], "s", LowerIsBetter: true));
        figures.Add(new("kill -9 until all partitions run, longest", failOvers[^1], "s", LowerIsBetter: true));
        return figures;
    }
}
