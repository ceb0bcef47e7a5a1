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
using Analytics.Simulation.Tests.Rules;
using Analytics.Sinks.Kafka;
using Analytics.Testing;

namespace Analytics.Simulation.Tests;

/// <summary>Everything that the nodes share: log, checkpoints, stores, time. What it does comes from one seed and happens on one thread.</summary>
internal sealed class World
{
    private const int MostIds = 400;
    private readonly LaneDefinition _lane;
    private readonly TimeSpan _horizon, _disorder;
    private readonly ShardOptions _options;

    public World(Random random, SimulatedLog log, TimeSpan horizon, TimeSpan disorder, RuleEdits rules)
    {
        (Random, Log, Rules, _horizon, _disorder) = (random, log, rules, horizon, disorder);
        Checkpoints = new SimulatedCheckpoints(random);
        Firehose = new SimulatedSink("firehose", DeliveryMode.ByReference, random);
        Counts = new SimulatedSink("counts", DeliveryMode.ByValue, random);
        Sinks = [Firehose, Counts, new DeadLetterSink(log), new AlertTopicSink(log, SimulatedLog.AlertTopic)];
        var mostLive = random.Next(2) == 0 ? 3 : int.MaxValue;
        _lane = new LaneDefinition
        {
            Topic = SimulatedLog.Topic,
            Decoder = () => new TextDecoder(),
            Transforms = _ => [new Throwing()],
            Kinds = _ => [new CountingKind(), new PatternActors(new PatternOptions { Disorder = disorder, MostLive = mostLive })],
            Sinks = Sinks,
        };
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

    public IReadOnlyList<ISink> Sinks { get; }

    /// <summary>The sinks as a new process has them.</summary>
    public IEnumerable<ISink> NewSinks() => Sinks.Select(sink => sink is AlertTopicSink ? new AlertTopicSink(Log, SimulatedLog.AlertTopic) : sink);

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
        var oracle = new RuleOracle(Log.Memory(id), [.. processed], () => new DuplicateIds(_horizon, MostIds), rebuildHorizon, _disorder);
        return [.. oracle.Alerts(Checkpoints.Cuts(id))];
    }

    /// <summary>What the outside sees of one shard in the end, without alerts that are strays.</summary>
    public Outcome Outcome(ShardId id, long duplicates, Func<UInt128, bool> isStray)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Counts.Target(id).Lines) counts[line.Split('=')[0]] = long.Parse(line.Split('=')[1]);
        var letters = Log.DeadLetters.Records.Where(letter => letter.Header("partition") == $"{id.Partition}").Select(letter => $"{letter.Header("offset")} {letter.Text}");
        var alerts = Log.Alerts.Records.Where(alert => ShardOf(alert) == id.Partition && !isStray(alert.Id)).DistinctBy(alert => alert.Id).OrderBy(alert => alert.Id).ToArray();
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
        Assert.True(SourcePosition.TryFind(alert.Headers, out var position));
        var source = Encoding.UTF8.GetString(position.Topic);
        return long.Parse(source[(source.IndexOf('@') + 1)..], CultureInfo.InvariantCulture) == Checkpoints.Epoch(new ShardId(SimulatedLog.Topic, position.Partition));
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

    private static int ShardOf(MemoryPartition.Record alert) => SourcePosition.TryFind(alert.Headers, out var position) ? position.Partition : -1;
}
