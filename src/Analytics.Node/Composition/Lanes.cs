using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Actors.Streams;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Routing;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.Kafka;

namespace Analytics.Node.Composition;

/// <summary>What lives on each lane, top to bottom as an event goes.</summary>
/// <param name="options">Settings.</param>
/// <param name="log">Where the lanes are.</param>
/// <param name="decoder">Bytes to events.</param>
/// <param name="enrichment">Events to enriched, masked events.</param>
/// <param name="tenants">Settings of tenants.</param>
/// <param name="rules">Rules that watch the events, and which of them each shard runs.</param>
internal sealed class Lanes(NodeOptions options, ILog log, Func<IEventDecoder> decoder, Func<IEventTransform> enrichment, ITenantDirectory tenants, RuleBoard rules)
{
    // A log that others write too has events under any key; the node's own door puts each where it belongs.
    private readonly LaneRouter? _router = log.DropsDuplicates ? null : new LaneRouter(log.Topics.First(topic => topic.Name == LogTopics.RawEvents).Partitions);

    /// <summary>The lanes of a node that processes.</summary>
    /// <param name="sinks">Where everything goes.</param>
    public IReadOnlyList<LaneDefinition> Define(IReadOnlyList<ISink> sinks)
    {
        List<ISink> all = [.. sinks];
        if (_router is not null) all.Add(new ForwardSink(log, _router));
        all.Add(new KeyedSink(log, LogTopics.RuleEvents, Partitions(LogTopics.RuleEvents), Keys));
        return
        [
            Lane(LogTopics.RawEvents, () => [Sessions(), Windows(), Patterns(LogTopics.RawEvents)], all),
            Lane(LogTopics.InventoryUpdates, () => [Windows(), Patterns(LogTopics.InventoryUpdates)], all),
            Keyed([.. sinks.Where(sink => sink is AlertsSink or AlertOutboxSink or DeadLetterSink || sink.Name == AlertTopicSink.SinkName)]),
            .. Sources.Select(topic => Lane(topic, () => [], [.. all.Where(sink => sink is ForwardSink or DeadLetterSink)])),
        ];
    }

    private IReadOnlyList<string> Sources => _router is null ? [] : options.Kafka.Sources;

    private LaneDefinition Lane(string topic, Func<IReadOnlyList<IEntityKind>> kinds, IReadOnlyList<ISink> sinks) => new()
    {
        Topic = topic,
        Decoder = decoder,
        Transforms = shard => _router is null ? [enrichment()] : [new PlaceByKey(_router, shard), enrichment()],
        Kinds = _ => kinds(),
        Sinks = sinks,
        Disorder = options.Windows.Disorder,
        Sends = sinks.Any(sink => sink is KeyedSink) ? IsKeyed : null,
        SentDisorder = KeyedDisorder,
    };

    // Events come as they were read elsewhere, each by the checkpoint that holds it, so that those of one time come at several. Their rows are where they were read.
    private LaneDefinition Keyed(IReadOnlyList<ISink> sinks) => new()
    {
        Topic = LogTopics.RuleEvents,
        Decoder = decoder,
        Transforms = _ => [enrichment()],
        Kinds = shard =>
        {
            var (own, partitions) = (shard.Partition, Partitions(LogTopics.RuleEvents));
            var settings = ConfiguredRules.Options(options.Rules);
            return [Patterns(LogTopics.RuleEvents, settings with { Disorder = KeyedDisorder, Has = hash => KeyedSink.PartitionOf(hash, partitions) == own })];
        },
        Sinks = sinks,
        IsDerived = true,
        Senders = [.. Senders()],
        Disorder = options.Windows.Disorder,
    };

    private TimeSpan KeyedDisorder => ConfiguredRules.Options(options.Rules).Disorder + 2 * options.Shards.CheckpointInterval;

    private IEnumerable<ILogPartition> Senders() =>
        from topic in new[] { LogTopics.RawEvents, LogTopics.InventoryUpdates } from partition in Enumerable.Range(0, Partitions(topic)) select log.Partition(topic, partition);

    private static bool IsKeyed(KeyPlan plan) => RuleKeys.LaneOf(plan) == LogTopics.RuleEvents;

    private int Partitions(string name) => log.Topics.First(topic => topic.Name == name).Partitions;

    private SessionActors Sessions() =>
        new(
            new Actors.Entities.SessionOptions { StateRetention = options.Sessions.StateRetention, PathSteps = options.Sessions.PathSteps, PassivateAfter = options.Sessions.PassivateAfter },
            tenants);

    private TenantWindowActors Windows() =>
        new(
            new TenantWindowOptions
            {
                Granularities = options.Windows.Granularities,
                CountsUsers = options.Windows.UniqueUsers,
                SlidingHorizon = options.Windows.SlidingHorizon,
                StateRetention = options.Windows.StateRetention, ClosedRetention = options.Windows.ClosedRetention,
            },
            tenants);

    private PatternActors Patterns(string topic, PatternOptions? settings = null) => new((settings ?? ConfiguredRules.Options(options.Rules)) with { Watches = plan => RuleKeys.LaneOf(plan) == topic });

    private RuleKeyReader Keys(ShardId shard) => new([.. rules.RunningOn(shard).Plans.Where(IsKeyed)]);
}
