using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>Everything that the nodes share: log, checkpoints, stores, time. What it does comes from one seed and happens on one thread.</summary>
internal sealed class World
{
    private readonly LaneDefinition _lane;
    private readonly TimeSpan _horizon;
    private readonly ShardOptions _options;

    public World(Random random, SimulatedLog log, TimeSpan horizon)
    {
        (Random, Log, _horizon) = (random, log, horizon);
        Checkpoints = new SimulatedCheckpoints(random);
        Firehose = new SimulatedSink("firehose", DeliveryMode.ByReference, random);
        Counts = new SimulatedSink("counts", DeliveryMode.ByValue, random);
        Sinks = [Firehose, Counts, new DeadLetterSink(log)];
        _lane = new LaneDefinition
        {
            Topic = SimulatedLog.Topic,
            Decoder = () => new TextDecoder(),
            Transforms = _ => [new Throwing()],
            Kinds = _ => [new CountingKind()],
            Sinks = Sinks,
        };
        _options = new ShardOptions
        {
            BatchRecords = random.Next(1, 30),
            CutRows = random.Next(5, 80),
            CarefulSpan = random.Next(0, 30),
            CarefulBatchRecords = 3,
            DuplicateHorizon = horizon,
            DuplicateMaxIds = 400,
        };
    }

    public Random Random { get; }

    public ManualTime Time { get; } = new();

    public SimulatedLog Log { get; }

    public SimulatedCheckpoints Checkpoints { get; }

    public SimulatedSink Firehose { get; }

    public SimulatedSink Counts { get; }

    public IReadOnlyList<ISink> Sinks { get; }

    public ShardSetup Setup(ShardId id, TimeProvider time, IReadOnlyList<SinkDispatcher> sinks, IBackground background, Task former) => new()
    {
        Id = id,
        Lane = _lane,
        Log = Log.Memory(id),
        Checkpoints = Checkpoints,
        Former = former,
        Sinks = sinks,
        Tenants = new OneTenant(),
        Background = background,
        Maintenance = background,
        Time = time,
        Options = _options,
    };

    /// <summary>A world with the same records in which nothing goes wrong.</summary>
    public World Straight() => new(new Random(1), Log.Ruly(), _horizon);

    /// <summary>What the outside sees of one shard in the end.</summary>
    public Outcome Outcome(ShardId id, long duplicates)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Counts.Target(id).Lines) counts[line.Split('=')[0]] = long.Parse(line.Split('=')[1]);
        var letters = Log.DeadLetters.Records.Where(letter => letter.Header("partition") == $"{id.Partition}").Select(letter => $"{letter.Header("offset")} {letter.Text}");
        return new Outcome([.. Firehose.Target(id).Lines], [.. counts.Select(pair => $"{pair.Key}={pair.Value}")], [.. letters.Order()], duplicates);
    }
}
