using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>
/// Our node and Flink 2.2 on the same topic in the same run, one after the other: sessions, sliding windows and a velocity rule from a Kafka backlog to Kafka topics, exactly-once.
/// The results are compared one by one. A window of ours comes as one part a shard, which its reader adds up; Flink shuffles every event to make one.
/// </summary>
internal sealed class PeersBenchmark : IBenchmark
{
    private const string Backlog = "raw_events";
    private static readonly string[] Ours = ["analytics.sessions", "analytics.reports", "analytics.alerts"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "peers";

    public string Summary => "our node and Flink on the same Kafka backlog, results compared (--events 5000000, --set key=value)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if ((TestKafka.Missing ?? TestPostgres.Missing ?? (PeerPrograms.Folder is null || TestKafka.ScriptPath is null ? "There is no ../shared/peers with the peers' programs." : null)) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var events = arguments.Int("events", 5_000_000);
        await using var kafka = await TestKafka.StartAsync(heap: "2g", measured: true);
        using var folder = new TemporaryFolder();
        var peers = await PeerPrograms.BuildAsync(folder.File("classes"));
        await Console.Error.WriteAsync(await peers.GenerateAsync(kafka.Servers, Backlog, events));
        var flink = await peers.FlinkAsync(kafka.Servers, Backlog, events);
        await Console.Error.WriteLineAsync($"flink: {flink["events_per_s"]:N0} events/s");
        var theirs = await ReadAsync(kafka.Servers, [.. (await PeerPrograms.TopicsAsync(kafka.Servers)).Where(topic => topic.StartsWith("fl-", StringComparison.Ordinal))]);
        List<string> differences = [];
        var ours = await NodeRun.MeasureAsync(kafka.Servers, events, arguments, async () => differences = await DifferencesAsync(kafka.Servers, theirs));
        foreach (var difference in differences.Take(20)) await Console.Error.WriteLineAsync(difference);
        return Figures(ours, flink, theirs, differences.Count);
    }

    private static IReadOnlyList<Figure> Figures(NodeRun ours, IReadOnlyDictionary<string, double> flink, JobResults theirs, int differences) =>
    [
        new("events until all were read", ours.PerSecond, "events/s", Peer: $"Flink {flink["events_per_s"]:N0}"),
        new("events until every result was in Kafka", ours.PerSecondDelivered, "events/s"),
        new("events per CPU second of the process", ours.PerCpuSecond, "events/s", Peer: $"Flink {flink["events_per_own_cpu_s"]:N0}"),
        new("the same, times Flink", ours.PerCpuSecond / flink["events_per_own_cpu_s"], "times", Floor: 4, Goal: 10),
        new("events per CPU second with PostgreSQL", ours.PerCpuSecondWithStore, "events/s"),
        new("peak memory", ours.PeakBytes / 1048576.0, "MiB", LowerIsBetter: true, Peer: $"Flink {flink["peak_rss_mib"]:N0}"),
        new("results compared", theirs.Sessions.Count + theirs.Windows.Count + theirs.Alerts.Count, "results", Peer: $"{theirs.Sessions.Count:N0} sessions, {theirs.Windows.Count:N0} windows, {theirs.Alerts.Count:N0} alerts"),
        new("differences in results", differences, "differences", Floor: 0, LowerIsBetter: true),
    ];

    // The last results follow a moment after the last event.
    private static async Task<List<string>> DifferencesAsync(string brokers, JobResults theirs)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var differences = (await ReadAsync(brokers, Ours)).DifferencesFrom(theirs);
            if (differences.Count == 0 || DateTime.UtcNow > until) return differences;
            await Task.Delay(1_000);
        }
    }

    private static async Task<JobResults> ReadAsync(string brokers, string[] topics)
    {
        await using var log = KafkaLog.Open(new KafkaLogOptions { Brokers = brokers, Library = TestKafka.LibraryPath!, Topics = [.. topics.Select(topic => new KafkaTopic(topic, 4))] });
        string Of(string end) => topics.First(topic => topic.EndsWith(end, StringComparison.Ordinal));
        return topics == Ours ? JobResults.OfNode(log, Ours[0], Ours[1], Ours[2]) : JobResults.OfFlink(log, Of("-sessions"), Of("-windows"), Of("-alerts"));
    }
}
