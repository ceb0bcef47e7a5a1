using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Actors.Duplicates;
using Analytics.Actors.Entities;
using Analytics.Actors.Replay;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Ingestion.Routing;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;
using Analytics.Simulation.Tests.Rules;
using Analytics.Sinks.Kafka;
using Analytics.Testing;

namespace Analytics.Simulation.Tests;

/// <summary>Everything that the nodes share: log, checkpoints, stores, time. What it does comes from one seed and happens on one thread.</summary>
internal sealed class World
{
    private const int MostIds = 400;
    private readonly PatternOptions _patterns;
    private readonly TimeSpan _horizon, _disorder;
    private readonly ShardOptions _options;

    public World(Random random, SimulatedLog log, TimeSpan horizon, TimeSpan disorder, RuleEdits rules)
    {
        (Random, Log, Rules, _horizon, _disorder) = (random, log, rules, horizon, disorder);
        Checkpoints = new SimulatedCheckpoints(random);
        Firehose = new SimulatedSink("firehose", DeliveryMode.ByReference, random);
        Counts = new SimulatedSink("counts", DeliveryMode.ByValue, random);
        _patterns = new PatternOptions { Disorder = disorder, MostLive = random.Next(2) == 0 ? 3 : int.MaxValue };
        _options = new ShardOptions
        {
            BatchRecords = random.Next(1, 30),
            CutRows = random.Next(5, 80),
            CarefulSpan = random.Next(0, 30),
            CarefulBatchRecords = 3,
            DuplicateHorizon = horizon,
            DuplicateMaxIds = MostIds,
            RebuildHorizon = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 0, 1 => random.Next(3, 40), _ => 86_400 }),
        };
    }

    public Random Random { get; }

    /// <summary>How far back the log is read again for new rules.</summary>
    public TimeSpan RebuildHorizon => _options.RebuildHorizon;

    /// <summary>The rules, and how they change.</summary>
    public RuleEdits Rules { get; }

    public ManualTime Time { get; } = new();

    public SimulatedLog Log { get; }

    public SimulatedCheckpoints Checkpoints { get; }

    public SimulatedSink Firehose { get; }

    public SimulatedSink Counts { get; }

    /// <summary>The sinks as a new process has them.</summary>
    /// <param name="rules">What its shards run.</param>
    public IReadOnlyList<ISink> NewSinks(RuleBoard rules) =>
    [
        Firehose, Counts, new DeadLetterSink(Log), new AlertTopicSink(Log, SimulatedLog.AlertTopic),
        new KeyedSink(Log, SimulatedLog.KeyedTopic, SimulatedLog.KeyedPartitions, shard => new RuleKeyReader([.. rules.RunningOn(shard).Plans.Where(plan => !IsOfUsers(plan))])),
    ];

    public ShardSetup Setup(ShardId id, TimeProvider time, RuleBoard rules, IReadOnlyList<SinkDispatcher> sinks, IBackground background, Task former) => new()
    {
        Id = id,
        Rules = rules,
        Lane = id.Topic == SimulatedLog.Topic ? Events(sinks) : Keyed(sinks),
        Log = Log.Memory(id),
        Checkpoints = Checkpoints,
        Former = former,
        Sinks = [.. sinks.Where(sink => id.Topic == SimulatedLog.Topic || Takes(sink.Sink))],
        Tenants = new OneTenant(),
        Background = background,
        Maintenance = background,
        Recoveries = background,
        Time = time,
        Options = _options,
    };

    private LaneDefinition Events(IReadOnlyList<SinkDispatcher> sinks) => new()
    {
        Topic = SimulatedLog.Topic,
        Decoder = () => new TextDecoder(),
        Transforms = _ => [new Throwing()],
        Kinds = _ => [new CountingKind(), new PatternActors(_patterns with { Watches = IsOfUsers })],
        Sinks = [.. sinks.Select(sink => sink.Sink)],
        Sends = plan => !IsOfUsers(plan),
        SentDisorder = _disorder,
    };

    private LaneDefinition Keyed(IReadOnlyList<SinkDispatcher> sinks) => new()
    {
        Topic = SimulatedLog.KeyedTopic,
        Decoder = () => new TextDecoder(),
        Transforms = _ => [new Throwing("throw-keyed")],
        Kinds = shard =>
            [new PatternActors(_patterns with { Watches = plan => !IsOfUsers(plan), Has = hash => KeyedSink.PartitionOf(hash, SimulatedLog.KeyedPartitions) == shard.Partition })],
        Sinks = [.. sinks.Select(sink => sink.Sink).Where(Takes)],
        IsDerived = true,
        Senders = [.. Log.Sources.Select(Log.Memory)],
    };

    // Whether a sink takes what shards of other keys make: the rows of their events are those of the shards that read them first.
    private bool Takes(ISink sink) => sink is DeadLetterSink or AlertTopicSink || sink == Firehose;

    private static bool IsOfUsers(KeyPlan plan) => plan.Watches("user");

    /// <summary>A world with the same records in which nothing goes wrong, and shards cut where they cut here: rules change there, and clocks decide there who is silent.</summary>
    public World Straight()
    {
        var straight = new World(new Random(1), Log.Ruly(), _horizon, _disorder, Rules);
        foreach (var id in Log.Ids) straight.Checkpoints.Repeat(id, Checkpoints.Cuts(id));
        return straight;
    }

    /// <summary>What the rules of a shard have to find where these events were processed.</summary>
    public string[] Expected(ShardId id, IEnumerable<long> processed, TimeSpan rebuildHorizon)
    {
        var oracle = new RuleOracle(Log.Memory(id), [.. processed], () => new DuplicateIds(_horizon, MostIds), rebuildHorizon, _disorder, Log.Sources);
        return [.. oracle.Alerts(Checkpoints.Cuts(id))];
    }

    /// <summary>Asserts that of what was sent to a shard of other keys each event was processed once.</summary>
    public void AssertTakenOnce(ShardId id, IReadOnlyCollection<long> processed, long repeats)
    {
        var taken = KeyedOracle.Taken(Log.Memory(id).Records).Select(one => one.Record.Offset).ToHashSet();
        Assert.Equal(EventsOf(id) - taken.Count, repeats);
        Assert.Empty(processed.Except(taken));
    }

    /// <summary>Asserts that what rules watch under other keys is where these keys are, and what they would have watched before they came.</summary>
    public void AssertSent(ShardId id, IEnumerable<long> processed)
    {
        Assert.Equal(KeyedOracle.Expected(Log.Memory(id), processed, Checkpoints.Cuts(id)).Order(), KeyedOracle.Found(Log.Keyed, id));
        KeyedPast.AssertSent(Log.Memory(id), Checkpoints.Cuts(id), Log.Keyed, () => new DuplicateIds(_horizon, MostIds), RebuildHorizon);
    }

    /// <summary>Records of a shard that are events to those who run there.</summary>
    public int EventsOf(ShardId id) => Log.Memory(id).Records.Count(record => !PastPosition.TryFind(record.Headers, out _));

    /// <summary>What the outside sees of one shard in the end, without alerts that are strays.</summary>
    public Outcome Outcome(ShardId id, long duplicates, Func<UInt128, bool> isStray)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Counts.Target(id).Lines) counts[line.Split('=')[0]] = long.Parse(line.Split('=')[1]);
        var letters = Log.DeadLetters.Records.Where(letter => letter.Header("topic") == id.Topic && letter.Header("partition") == $"{id.Partition}").Select(letter => $"{letter.Header("offset")} {letter.Text}");
        var alerts = Log.Alerts.Records.Where(alert => ShardOf(alert).Shard == id && !isStray(alert.Id)).DistinctBy(alert => alert.Id).OrderBy(alert => alert.Id).ToArray();
        var records = Log.Memory(id).Records.ToDictionary(record => record.Offset);
        return new Outcome(
            [.. Firehose.Target(id).Lines], [.. counts.Select(pair => $"{pair.Key}={pair.Value}")], [.. letters.Order()], [.. alerts.Select(alert => alert.Id)],
            [.. alerts.Select(alert => Found(alert, records)).OfType<string>().Order(StringComparer.Ordinal)], duplicates);
    }

    /// <summary>Offsets of the events that an alert is about; empty for one that no rule raised.</summary>
    public static string Matched(MemoryPartition.Record alert)
    {
        using var json = JsonDocument.Parse(alert.Value);
        return json.RootElement.TryGetProperty("evidence", out var evidence) ? string.Join(',', AlertEvidence.Offsets(Encoding.UTF8.GetBytes(evidence.GetRawText()))) : "";
    }

    /// <summary>Whether the owner of the shard, and not a former one, wrote an alert just now.</summary>
    public bool IsOfOwner(MemoryPartition.Record alert)
    {
        var (shard, epoch) = ShardOf(alert);
        return epoch == Checkpoints.Epoch(shard);
    }

    // Null for what no rule found.
    private static string? Found(MemoryPartition.Record alert, Dictionary<long, MemoryPartition.Record> records)
    {
        var matched = Matched(alert);
        if (matched.Length == 0) return null;
        using var json = JsonDocument.Parse(alert.Value);
        var root = json.RootElement;
        var events = matched.Split(',').Select(offset => long.Parse(offset, CultureInfo.InvariantCulture)).Select(offset => OracleEvent.Read(offset, records[offset].Text, records[offset].ReceivedAt));
        return RuleOracle.Line(root.GetProperty("rule").ToString(), root.GetProperty("rule_version").GetUInt32(), root.GetProperty("key").ToString(), events);
    }

    private static (ShardId Shard, long Epoch) ShardOf(MemoryPartition.Record alert)
    {
        Assert.True(SourcePosition.TryFind(alert.Headers, out var position));
        var source = Encoding.UTF8.GetString(position.Topic).Split('/', '@');
        return (new ShardId(source[0], position.Partition), long.Parse(source[^1], CultureInfo.InvariantCulture));
    }
}
