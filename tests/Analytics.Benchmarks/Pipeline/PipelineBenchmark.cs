using System.Diagnostics;
using System.Text.Json;
using Analytics.Contracts.Events;

namespace Analytics.Benchmarks.Pipeline;

/// <summary>
/// One core, in process: log bytes → decode → enrich → sessions and windows → encoded ClickHouse rows, beside <see cref="Utf8JsonReader"/> merely walking over
/// the tokens of the same bytes, in turns. State changes are written at each cut of 100,000 events, as a shard does.
/// </summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const int WarmUps = 2;

    public string Name => "pipeline";

    public string Summary => "log bytes to encoded rows on one core, beside Utf8JsonReader on the same bytes (--events 1000000 --rounds 5)";

    public Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var rounds = arguments.Int("rounds", 5);
        var recorded = new RecordedBatches(arguments.Int("events", 1_000_000), arguments.Int("batch", 4_096), WarmUps + rounds, seed: 42);
        var pipeline = new ShardPipeline();
        Console.Error.WriteLine("two rounds of warm-up");
        for (var round = 0; round < WarmUps; round++)
        {
            RunPipeline(pipeline, recorded);
            Tokenize(recorded);
            recorded.MoveOn();
        }

        var (rates, peers, allocated) = (new List<double>(), new List<double>(), 0L);
        var stages = new Dictionary<string, double>();
        for (var round = 0; round < rounds; round++)
        {
            pipeline.Clock.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            RunPipeline(pipeline, recorded);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            rates.Add(recorded.Events / pipeline.Clock.Seconds);
            foreach (var (stage, nanoseconds) in pipeline.Clock.PerEvent(recorded.Events)) stages[stage] = stages.GetValueOrDefault(stage) + (nanoseconds / rounds);
            peers.Add(recorded.Events / Tokenize(recorded));
            recorded.MoveOn();
            Console.Error.WriteLine($"round {round + 1}: {rates[^1]:N0} events/s, tokens only {peers[^1]:N0}");
        }

        var ratio = Median([.. rates.Zip(peers, (own, peer) => own / peer)]);
        List<Figure> figures =
        [
            new("events through the whole pipeline", Median(rates), "events/s/core"),
            new("Utf8JsonReader, tokens only", Median(peers), "events/s/core"),
            new("pipeline as a share of it", ratio, "ratio", Floor: 0.25, Goal: 0.5, Peer: "tokens only = 1"),
            new("average event", recorded.JsonBytes / (double)recorded.Events, "bytes"),
            new("rejected", pipeline.Rejected, "events", Floor: 0, LowerIsBetter: true),
            new("allocated", allocated / (double)(rounds * (long)recorded.Events), "bytes/event", LowerIsBetter: true, Peer: "payload arrays of cuts included"),
        ];
        figures.AddRange(stages.Select(s => new Figure("  " + s.Key, s.Value, "ns/event", LowerIsBetter: true)));
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    private static void RunPipeline(ShardPipeline pipeline, RecordedBatches recorded)
    {
        for (var i = 0; i < recorded.Count; i++) pipeline.Run(recorded, i);
    }

    private static double Tokenize(RecordedBatches recorded)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < recorded.Count; i++)
        {
            var batch = recorded.Recorded(i);
            foreach (ref readonly var record in batch.Records)
            {
                var reader = new Utf8JsonReader(batch.Bytes(record.Value));
                while (reader.Read())
                {
                }
            }
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
