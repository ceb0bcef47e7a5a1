using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>Puts the status of a shard together on its thread, for readers on any thread. Totals outlive restarts.</summary>
internal sealed class ShardReporter(ShardSetup setup)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private volatile ShardStatus _status = new() { Shard = setup.Id, State = ShardState.Recovering };
    private volatile IShardCheckpoints? _checkpoints;
    private long _publishedAt;
    private long _ratedAt = setup.Time.GetTimestamp();
    private long _ratedEvents;
    private double _rate;
    private (long Events, long DeadLetters, long Restarts, long Failures) _before;
    private RecoveredShard? _recovered;
    private TimeSpan _recoveryTook;

    /// <summary>The newest status, with the log's end of now.</summary>
    public ShardStatus Current()
    {
        var checkpoints = _checkpoints;
        return _status with { End = setup.Log.EndOffset, Footprint = checkpoints?.Footprint ?? default, Generations = checkpoints?.Generations ?? [] };
    }

    public ShardState State => _status.State;

    /// <summary>The shard is owned under a new epoch.</summary>
    public void TookOver(IShardCheckpoints checkpoints) => _checkpoints = checkpoints;

    public void Recovered(RecoveredShard recovered, TimeSpan took) => (_recovered, _recoveryTook) = (recovered, took);

    /// <summary>A life ended: its totals are kept.</summary>
    public void Failed(ShardLife? life)
    {
        _before.Failures++;
        if (life is not null) Ended(life);
    }

    /// <summary>A life ended without a fault: its totals are kept.</summary>
    public void Ended(ShardLife life)
    {
        _before.Events += life.Events;
        _before.DeadLetters += life.DeadLetters;
        _before.Restarts += life.Restarts;
    }

    public void PublishSometimes(ShardState state, string reason, ShardLife life)
    {
        if (setup.Time.GetElapsedTime(_publishedAt) >= Every) Publish(state, reason, life);
    }

    public ShardStatus Publish(ShardState state, string reason, ShardLife? life)
    {
        _publishedAt = setup.Time.GetTimestamp();
        var events = _before.Events + (life?.Events ?? 0);
        Rate(events);
        var status = new ShardStatus
        {
            Shard = setup.Id,
            Epoch = _checkpoints?.Epoch ?? 0,
            State = state,
            Reason = reason,
            End = setup.Log.EndOffset,
            Position = _status.Position,
            Events = events,
            EventsPerSecond = _rate,
            DeadLetters = _before.DeadLetters + (life?.DeadLetters ?? 0),
            Restarts = _before.Restarts + (life?.Restarts ?? 0),
            Failures = _before.Failures,
            RecoveryDuration = _recoveryTook,
            RecoveredEntities = _recovered?.Entities ?? 0,
            Damage = _recovered?.Damage ?? [],
        };
        return _status = life is null ? status : AddLife(status, life);
    }

    private ShardStatus AddLife(ShardStatus status, ShardLife life)
    {
        var tenants = life.Parts.Times.Marks();
        var durable = life.Durable;
        var covered = durable?.Checkpoint.NextOffset ?? _recovered?.NextOffset ?? 0;
        return status with
        {
            Position = life.Parts.Window.Position,
            ClockMicros = life.Parts.Clock.NowMicros,
            Tenants = tenants,
            WatermarkMicros = tenants.Count == 0 ? null : tenants.Min(mark => mark.WatermarkMicros),
            Checkpoint = durable?.Checkpoint.Number ?? _recovered?.Number ?? 0,
            CheckpointOffset = covered,
            DeliveredOffset = life.Parts.Outlets.Min(outlet => (long?)outlet.DeliveredUpTo(covered)) ?? covered,
            CheckpointAt = life.DurableAt,
            CheckpointDuration = durable?.Took ?? default,
            CheckpointPause = durable?.Pause ?? default,
            CheckpointBytes = durable?.Bytes ?? 0,
            OpenDeliveries = life.OpenDeliveries,
            RulesRevision = life.Parts.Rules.Running.Number,
            RulesSince = life.Parts.Rules.Since,
            RulesRebuild = life.Preparation.Status,
            Duplicates = life.Parts.Seen?.Duplicates ?? 0,
            Repeats = life.Parts.Seen?.Repeats ?? 0,
            RememberedIds = life.Parts.Seen?.Ids ?? 0,
        };
    }

    private void Rate(long events)
    {
        var elapsed = setup.Time.GetElapsedTime(_ratedAt).TotalSeconds;
        if (elapsed < 1) return;
        _rate = (events - _ratedEvents) / elapsed;
        (_ratedAt, _ratedEvents) = (setup.Time.GetTimestamp(), events);
    }
}
