namespace Analytics.Actors.Shards;

/// <summary>
/// Moves the position. Forward: what lies before it is saved, what lies between is never processed; it has ended when no kept checkpoint is older than the skip, because a recovery
/// from an older one would process what was skipped. Back: to a kept checkpoint at or before the offset, whose state is loaded; everything after it is processed again, cut where
/// it was cut, so that every delivery is the one that was sent, and sinks know it.
/// </summary>
/// <param name="offset">Where to go on.</param>
internal sealed class SeekErrand(long offset) : ShardErrand
{
    private bool _hasBegun;
    private bool _goesBack;
    private long _from = -1;

    /// <summary>Checkpoints behind it are passed over when the shard recovers for this errand.</summary>
    public long Offset => offset;

    /// <summary>True when the shard is to end its life and recover.</summary>
    public bool WantsRecovery { get; private set; }

    /// <inheritdoc/>
    public override bool Advance(ShardLife life)
    {
        if (life.Parts.Reading.IsRepeating) return false;
        life.HoldsStill = true;
        if (life.UnderWay is not null || life.WantsCut) return false;
        if (!_hasBegun) (_hasBegun, _goesBack) = (true, offset < life.Parts.Window.Position);
        return _goesBack ? GoBack(life) : Skip(life);
    }

    /// <inheritdoc/>
    public override void Recovered(ShardLife life)
    {
        if (!WantsRecovery) base.Recovered(life);
        else Complete(new ErrandOutcome(life.Parts.Window.Position, $"State and position are those of offset {life.Parts.Window.Position}; what follows is processed again, to the same effects."));
    }

    private bool GoBack(ShardLife life)
    {
        var kept = life.Parts.Tenure.Checkpoints.Generations;
        if (kept.Any(made => made.NextOffset <= offset)) return WantsRecovery = true;
        life.HoldsStill = false;
        var oldest = kept.Count == 0 ? "there is none" : $"the oldest is at offset {kept.Min(made => made.NextOffset)}";
        Fail($"No kept checkpoint is at or before offset {offset}; {oldest}. Older state cannot be put back without results being sent twice. `state at` shows it.");
        return true;
    }

    private bool Skip(ShardLife life)
    {
        var position = life.Parts.Window.Position;
        if (_from < 0 && position == offset) return Leave(life, $"It is at offset {position} already.");
        if (_from < 0 && life.Parts.Cut.Offset < position) return life.WantsCut = true;
        if (_from < 0)
        {
            _from = position;
            life.SkipTo(offset);
        }

        if (life.Parts.Tenure.Checkpoints.Generations is var kept && (kept.Count == 0 || kept.Any(made => made.NextOffset < offset))) return life.WantsCut = true;
        return Leave(life, $"Offsets {_from} to {offset - 1} were skipped: they are in no state and no sink, and stay in the log.");
    }

    private bool Leave(ShardLife life, string said)
    {
        life.HoldsStill = false;
        Complete(new ErrandOutcome(life.Parts.Window.Position, said, life.Durable?.Checkpoint.Number ?? 0));
        return true;
    }
}
