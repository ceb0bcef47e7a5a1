using Analytics.Benchmarks.EndToEnd;
using Analytics.Ingestion.Routing;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>
/// From the send of a record to the exactly-once alert that it causes, at the rates that the peers were measured at. First as the peers' own program measures it with the ordinary Java producer and consumer, a start of everything included;
/// then by kcat, once everything runs warm. The node does what it does beside them: sessions, sliding windows, alerts; checkpoints in PostgreSQL.
/// </summary>
internal sealed class AlertsBenchmark : IBenchmark
{
    private const int Partitions = 4;
    private const string AlertsTopic = "analytics.alerts";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public string Name => "alerts";

    public string Summary => "from a record in Kafka to the alert that it causes, read by an ordinary consumer (--seconds 20, --set key=value)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if ((TestKafka.Missing ?? TestPostgres.Missing ?? KcatLatency.Missing ?? (PeerPrograms.Folder is null || TestKafka.ScriptPath is null ? "There is no ../shared/peers with the peers' programs." : null)) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var seconds = arguments.Int("seconds", 20);
        using var folder = new TemporaryFolder();
        var peers = await PeerPrograms.BuildAsync(folder.File("classes"));
        List<Figure> figures = [];
        foreach (var (rate, floor, flink) in ((int, double, string)[])[(1_400, 20, "Flink 262 to 1,234"), (28_000, 50, "Flink 292 to 1,087")])
            figures.AddRange(await MeasureAsync(peers, rate, floor, flink, seconds, arguments));
        return figures;
    }

    /// <summary>Everything anew: the peers' events always have the same times, and would come late a second time.</summary>
    private static async Task<IReadOnlyList<Figure>> MeasureAsync(PeerPrograms peers, int rate, double floor, string flink, int seconds, BenchmarkArguments arguments)
    {
        await using var kafka = await TestKafka.StartAsync(heap: "1g", measured: true);
        await using var postgres = await TestPostgres.StartAsync();
        using var folder = new TemporaryFolder();
        await using var node = await NodeRun.LaunchAsync(folder.File("node"), kafka.Servers, postgres, arguments, $"log.partitions={Partitions}", "rules.disorder=0s");
        // Other tenants' events warm the node up: nobody deploys for twenty seconds.
        await using (var log = KafkaLog.Open(new KafkaLogOptions { Brokers = kafka.Servers, Library = TestKafka.LibraryPath!, Topics = [new(LaneRouter.RawEvents, Partitions)] }))
        {
            for (var i = 0; i < 100; i++)
            {
                await FilledLog.WriteAsync(log, 1_000, Partitions, i * 1_000);
                await Task.Delay(50);
            }
        }

        var begun = await peers.LatencyAsync(kafka.Servers, LaneRouter.RawEvents, AlertsTopic, rate, seconds);
        var (times, probes) = await new KcatLatency(rate, WarmUp, TimeSpan.FromSeconds(seconds)).RunAsync(kafka.Servers, LaneRouter.RawEvents, AlertsTopic);
        return
        [
            Milliseconds($"record to alert at {rate:N0} events/s, p50 of {times.Count:N0}", times.Percentile(0.5)),
            Milliseconds("the same, p95", times.Percentile(0.95)),
            new("the same, p99", times.Percentile(0.99), "ms", Floor: floor, Goal: 5, Peer: flink, LowerIsBetter: true),
            Milliseconds($"while everything starts, p50 of {begun["answered"]:N0}", begun["p50_ms"]),
            Milliseconds("the same, p95", begun["p95_ms"]),
            Milliseconds("the same, p99", begun["p99_ms"]) with { Peer = flink },
            new("alerts that did not come", probes - times.Count + begun["probes"] - begun["answered"], "alerts", Floor: 0, LowerIsBetter: true),
        ];
    }

    private static Figure Milliseconds(string name, double value) => new(name, value, "ms", LowerIsBetter: true);
}
