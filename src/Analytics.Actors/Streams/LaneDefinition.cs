using Analytics.Actors.Entities;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Actors.Streams;

/// <summary>One topic, what happens to its events and where the results go. The factories are called for each thread that needs instances of its own.</summary>
public sealed record LaneDefinition
{
    /// <summary>The topic; each of its partitions becomes a shard.</summary>
    public required string Topic { get; init; }

    /// <summary>Makes a decoder.</summary>
    public required Func<IEventDecoder> Decoder { get; init; }

    /// <summary>Makes the transforms of a shard, in order. Default none.</summary>
    public Func<ShardId, IReadOnlyList<IEventTransform>> Transforms { get; init; } = _ => [];

    /// <summary>Makes the entity kinds of a shard, in order.</summary>
    public required Func<ShardId, IReadOnlyList<IEntityKind>> Kinds { get; init; }

    /// <summary>The sinks. The same instance may serve several lanes.</summary>
    public required IReadOnlyList<ISink> Sinks { get; init; }

    /// <summary>Whether a stage of ours writes the topic: its repeats are dropped here, whatever the log drops. Default false.</summary>
    public bool IsDerived { get; init; }

    /// <summary>The shards that write the topic because rules look at events; none (the default) where events come from elsewhere.</summary>
    public IReadOnlyList<ILogPartition> Senders { get; init; } = [];

    /// <summary>Says of a key whether events are sent to where rules run that watch it, through a sink of the lane that follows rules; null (the default) for none.</summary>
    public Func<KeyPlan, bool>? Sends { get; init; }

    /// <summary>How late events may be where they are sent and still be in their order. Default 2 s.</summary>
    public TimeSpan SentDisorder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far behind the newest event of its tenant an event in order may be. Default 5 s.</summary>
    public TimeSpan Disorder { get; init; } = TimeSpan.FromSeconds(5);
}
