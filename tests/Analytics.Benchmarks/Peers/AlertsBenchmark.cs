using Analytics.Benchmarks.EndToEnd;
using Analytics.Ingestion.Routing;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>
/// From the send of a record to the exactly-once alert that it causes, as the peers' own program measures it with the ordinary Java producer and consumer, at the rates that the
/// peers were measured at. The node does what it does beside them: sessions, sliding windows, alerts; checkpoints in PostgreSQL.
/// </summary>
internal sealed class AlertsBenchmark : IBenchmark
{
    private const int Partitions = 4;

    public string Name => "alerts";

    public string Summary => "from a record in Kafka to the alert that it causes, read by an ordinary consumer (--seconds 20, --set key=value)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if ((TestKafka.Missing ?? TestPostgres.Missing ?? (PeerPrograms.Folder is null || TestKafka.ScriptPath is null ? "There is no ../shared/peers with the peers' programs." : null)) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var seconds = arguments.Int("seconds", 20);
        using var folder = new TemporaryFolder();
        var peers = await PeerPrograms.BuildAsync(folder.File("classes"));
        List<Figure> figures = [];
        foreach (var (rate, floor, flink) in ((int, double, string)[])[(1_400, 20, "Flink 262 to 1,234"), (28_000, 50, "Flink 292 to 1,087")])
            figures.AddRange(Figures(rate, floor, flink, await MeasureAsync(peers, rate, seconds, arguments)));
        return figures;
    }

    /// <summary>Everything anew: the program's events always have the same times, and would come late a second time.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(PeerPrograms peers, int rate, int seconds, BenchmarkArguments arguments)
    {
        await using var kafka = await TestKafka.StartAsync(heap: "1g", measured: true);
        await using var postgres = await TestPostgres.StartAsync();
        using var folder = new TemporaryFolder();
        await using var node = await NodeRun.LaunchAsync(folder.File("node"), kafka.Servers, postgres, arguments, $"log.partitions={Partitions}", "shards.checkpoint-interval-alert=1ms", "rules.disorder=0s");
        // Other tenants' events warm the node up: nobody deploys for twenty seconds.
        await using (var log = KafkaLog.Open(new KafkaLogOptions { Brokers = kafka.Servers, Library = TestKafka.LibraryPath!, Topics = [new(LaneRouter.RawEvents, Partitions)] }))
        {
            for (var i = 0; i < 100; i++)
            {
                await FilledLog.WriteAsync(log, 1_000, Partitions, i * 1_000);
                await Task.Delay(50);
            }
        }

        return await peers.LatencyAsync(kafka.Servers, LaneRouter.RawEvents, "analytics.alerts", rate, seconds);
    }

    private static IEnumerable<Figure> Figures(int rate, double floor, string flink, IReadOnlyDictionary<string, double> measured) =>
    [
        new($"record to alert at {rate:N0} events/s, p50 of {measured["answered"]:N0}", measured["p50_ms"], "ms", LowerIsBetter: true),
        new("the same, p95", measured["p95_ms"], "ms", LowerIsBetter: true),
        new("the same, p99", measured["p99_ms"], "ms", Floor: floor, Goal: 5, Peer: flink, LowerIsBetter: true),
        new("the same, alerts that did not come", measured["probes"] - measured["answered"], "alerts", Floor: 0, LowerIsBetter: true),
    ];
}
