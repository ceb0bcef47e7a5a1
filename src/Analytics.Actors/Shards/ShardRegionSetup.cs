using Analytics.Actors.Holds;
using Analytics.Actors.Rules;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Shards;

/// <summary>What a node's shards are made of.</summary>
public sealed record ShardRegionSetup
{
    /// <summary>The log.</summary>
    public required ILog Log { get; init; }

    /// <summary>Says which partitions this node owns. Leaving is disposing it, see <see cref="ShardRegion.StopAsync"/>.</summary>
    public required IPartitionAssignment Assignment { get; init; }

    /// <summary>The checkpoints. The region does not dispose it.</summary>
    public required ICheckpointStore Checkpoints { get; init; }

    /// <summary>The lanes that this node runs.</summary>
    public required IReadOnlyList<LaneDefinition> Lanes { get; init; }

    /// <summary>The rules that shards take over; null (the default) for none.</summary>
    public RuleBoard? Rules { get; init; }

    /// <summary>Settings of tenants.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Threads that run shards. Default one a core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads that write checkpoints. Default 2.</summary>
    public int CheckpointWriters { get; init; } = 2;

    /// <summary>
    /// Whether the threads of shards and checkpoints stand behind those that answer requests when the processor is short. Default true; false where no requests come.
    /// </summary>
    public bool YieldsToRequests { get; init; } = true;

    /// <summary>Limits and times of a shard.</summary>
    public ShardOptions Shard { get; init; } = new();

    /// <summary>Limits and times of the way to each sink.</summary>
    public SinkDispatcherOptions Sinks { get; init; } = new();

    /// <summary>Time that deliveries get to arrive when a shard must go; what did not arrive is sent by its next owner. Default 1 s.</summary>
    public TimeSpan DeliverWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after that in which its last checkpoint must be durable; then it is given up, and its next owner does again what was not saved. Default 10 s.</summary>
    public TimeSpan SaveWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What operators let rest; null for nothing, ever. The region does not dispose it.</summary>
    public HoldBoard? Holds { get; init; }

    /// <summary>Hears the lowest input offset of a shard that may be read again: what the log's retention must respect. Must not throw or block.</summary>
    public Action<ShardId, long>? OnRetentionFloor { get; init; }

    /// <summary>Hears what an operator should know. Called on any thread; must not throw or block.</summary>
    public Action<RuntimeEvent>? OnEvent { get; init; }
}
