using System.Globalization;
using System.Text;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Kafka;
using Analytics.Testing;

namespace Analytics.Simulation.Tests;

/// <summary>Everything that the nodes share: log, checkpoints, stores, time. What it does comes from one seed and happens on one thread.</summary>
internal sealed class World
{
    private static readonly RuleRevision Rules = RuleRevision.Of(
        1,
        [
            new RevisionRule("often", 1, RuleMode.On, "rule often for each user when exactly 3 any event within 5 minutes"),
            new RevisionRule("rises", 1, RuleMode.On, "rule rises for each user when any event where count of any event in last 20 minutes > 6"),
        ]);

    private readonly LaneDefinition _lane;
    private readonly TimeSpan _horizon;
    private readonly ShardOptions _options;

    public World(Random random, SimulatedLog log, TimeSpan horizon)
    {
        (Random, Log, _horizon) = (random, log, horizon);
        Checkpoints = new SimulatedCheckpoints(random);
        Firehose = new SimulatedSink("firehose", DeliveryMode.ByReference, random);
        Counts = new SimulatedSink("counts", DeliveryMode.ByValue, random);
        Sinks = [Firehose, Counts, new DeadLetterSink(log), new AlertTopicSink(log, SimulatedLog.AlertTopic)];
        _lane = new LaneDefinition
        {
            Topic = SimulatedLog.Topic,
            Decoder = () => new TextDecoder(),
            Transforms = _ => [new Throwing()],
            Kinds = _ => [new CountingKind(), new PatternActors(new PatternOptions { Disorder = TimeSpan.Zero })],
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

    /// <summary>The sinks as a new process has them.</summary>
    public IEnumerable<ISink> NewSinks() => Sinks.Select(sink => sink is AlertTopicSink ? new AlertTopicSink(Log, SimulatedLog.AlertTopic) : sink);

    /// <summary>The rules as a new process knows them.</summary>
    public static RuleBoard NewRules()
    {
        var board = new RuleBoard();
        board.Publish(Rules);
        return board;
    }

    public ShardSetup Setup(ShardId id, TimeProvider time, RuleBoard rules, IReadOnlyList<SinkDispatcher> sinks, IBackground background, Task former) => new()
    {
        Id = id,
        Rules = rules,
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
        var alerts = Log.Alerts.Records.Where(alert => ShardOf(alert) == id.Partition).Select(alert => alert.Id).Distinct();
        return new Outcome([.. Firehose.Target(id).Lines], [.. counts.Select(pair => $"{pair.Key}={pair.Value}")], [.. letters.Order()], [.. alerts.Order()], duplicates);
    }

    /// <summary>Whether the owner of the shard, and not a former one, wrote an alert just now.</summary>
    public bool IsOfOwner(MemoryPartition.Record alert)
    {
        Assert.True(SourcePosition.TryFind(alert.Headers, out var position));
        var source = Encoding.UTF8.GetString(position.Topic);
        return long.Parse(source[(source.IndexOf('@') + 1)..], CultureInfo.InvariantCulture) == Checkpoints.Epoch(new ShardId(SimulatedLog.Topic, position.Partition));
    }

    private static int ShardOf(MemoryPartition.Record alert) => SourcePosition.TryFind(alert.Headers, out var position) ? position.Partition : -1;
}
