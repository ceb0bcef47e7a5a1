using Analytics.Actors.Rules;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Shards;

/// <summary>Everything that one shard is made of.</summary>
public sealed record ShardSetup
{
    /// <summary>The shard.</summary>
    public required ShardId Id { get; init; }

    /// <summary>What happens to its events.</summary>
    public required LaneDefinition Lane { get; init; }

    /// <summary>Its input.</summary>
    public required ILogPartition Log { get; init; }

    /// <summary>Whether the log drops duplicates by itself; otherwise the shard does. Default false.</summary>
    public bool LogDropsDuplicates { get; init; }

    /// <summary>Where its checkpoints are. The shard takes itself over there at its first step.</summary>
    public required ICheckpointStore Checkpoints { get; init; }

    /// <summary>What must be over before it takes the partition over: its own former life in this process. Default nothing.</summary>
    public Task Former { get; init; } = Task.CompletedTask;

    /// <summary>The way to each sink of the lane, in the lane's order.</summary>
    public required IReadOnlyList<SinkDispatcher> Sinks { get; init; }

    /// <summary>The rules that shards take over; null (the default) for none.</summary>
    public RuleBoard? Rules { get; init; }

    /// <summary>Settings of tenants.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>Writes checkpoints.</summary>
    public required IBackground Background { get; init; }

    /// <summary>Runs compactions; apart from <see cref="Background"/>, because they take long.</summary>
    public required IBackground Maintenance { get; init; }

    /// <summary>Runs recoveries; apart from the threads that run shards, which others need meanwhile.</summary>
    public required IBackground Recoveries { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Limits and times.</summary>
    public ShardOptions Options { get; init; } = new();

    /// <summary>Whether an operator lets it rest; asked before each batch. Default never.</summary>
    public Func<bool> IsHeld { get; init; } = () => false;

    /// <summary>
    /// Hears, after each checkpoint, the lowest input offset that may be read again: the log must keep everything from there on. Called on the shard's thread.
    /// </summary>
    public Action<ShardId, long>? OnRetentionFloor { get; init; }

    /// <summary>Hears, after recovery and after each checkpoint, up to which input offset everything is durable. Called on the shard's thread.</summary>
    public Action<ShardId, long>? OnCheckpoint { get; init; }

    /// <summary>Hears what an operator should know. Called on any thread; must not throw.</summary>
    public Action<RuntimeEvent>? OnEvent { get; init; }
}
