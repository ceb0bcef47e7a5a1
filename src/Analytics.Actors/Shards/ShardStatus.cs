using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>Where a shard is, as of a moment ago.</summary>
public sealed record ShardStatus
{
    /// <summary>The shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ShardState State { get; init; }

    /// <summary>Why it does not read, although it runs: <c>outbox_full</c>, <c>sink_busy</c>, <c>paused</c> (by an operator); or why it failed. Empty when all is well.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Epoch of the owner.</summary>
    public long Epoch { get; init; }

    /// <summary>Offset of the next event to be processed.</summary>
    public long Position { get; init; }

    /// <summary>Offset after the last durable event.</summary>
    public long End { get; init; }

    /// <summary>Events not yet processed.</summary>
    public long Lag => Math.Max(0, End - Position);

    /// <summary>Offset that the newest durable checkpoint covers.</summary>
    public long CheckpointOffset { get; init; }

    /// <summary>Input offset up to which every sink has everything: the events, and what was derived from them up to the cut there.</summary>
    public long DeliveredOffset { get; init; }

    /// <summary>The shard's clock, microseconds since 1970.</summary>
    public long ClockMicros { get; init; }

    /// <summary>The lowest watermark of its tenants, microseconds since 1970; null before the first event.</summary>
    public long? WatermarkMicros { get; init; }

    /// <summary>Watermarks by tenant.</summary>
    public IReadOnlyList<TenantMark> Tenants { get; init; } = [];

    /// <summary>Events processed since start.</summary>
    public long Events { get; init; }

    /// <summary>Events a second, lately.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Events that went to the dead letters since start.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Events dropped because their id had been seen, since the shard began: exact over crashes. 0 where the log drops them.</summary>
    public long Duplicates { get; init; }

    /// <summary>Records dropped because a stage of ours had written them before, since the shard began.</summary>
    public long Repeats { get; init; }

    /// <summary>Ids that are remembered.</summary>
    public long RememberedIds { get; init; }

    /// <summary>Number of the newest durable checkpoint.</summary>
    public long Checkpoint { get; init; }

    /// <summary>When the newest checkpoint became durable; null before the first.</summary>
    public DateTimeOffset? CheckpointAt { get; init; }

    /// <summary>Time from the cut until it was durable.</summary>
    public TimeSpan CheckpointDuration { get; init; }

    /// <summary>Time that the cut kept the shard from processing.</summary>
    public TimeSpan CheckpointPause { get; init; }

    /// <summary>Bytes that it added.</summary>
    public long CheckpointBytes { get; init; }

    /// <summary>What checkpoints take on disk.</summary>
    public CheckpointFootprint Footprint { get; init; }

    /// <summary>The checkpoints that are kept, newest first.</summary>
    public IReadOnlyList<CheckpointGeneration> Generations { get; init; } = [];

    /// <summary>Number of the revision of the rules that it runs, without those that it still reads its log again for (<see cref="RulesRebuild"/>); 0 before the first.</summary>
    public long RulesRevision { get; init; }

    /// <summary>Offset of the first event under these rules.</summary>
    public long RulesSince { get; init; }

    /// <summary>How far it has read its log again for rules to come; null when it does not.</summary>
    public RuleRebuildStatus? RulesRebuild { get; init; }

    /// <summary>Deliveries not known to have arrived.</summary>
    public int OpenDeliveries { get; init; }

    /// <summary>Restarts of entities after a throw, since start.</summary>
    public long Restarts { get; init; }

    /// <summary>Recoveries from disk after a failure, since start.</summary>
    public long Failures { get; init; }

    /// <summary>How long the newest recovery took.</summary>
    public TimeSpan RecoveryDuration { get; init; }

    /// <summary>Entities that it restored.</summary>
    public long RecoveredEntities { get; init; }

    /// <summary>What it found damaged.</summary>
    public IReadOnlyList<string> Damage { get; init; } = [];
}
