namespace Analytics.Actors.Shards;

/// <summary>A checkpoint now, also when nothing is new.</summary>
internal sealed class CutErrand : ShardErrand
{
    private bool _asked;

    /// <inheritdoc/>
    public override bool Advance(ShardLife life)
    {
        if (!_asked)
        {
            if (life.UnderWay is not null || life.Parts.Reading.IsRepeating) return false;
            return _asked = life.WantsCut = true;
        }

        if (life.WantsCut || life.Durable is not { } durable || durable.Checkpoint.Number < life.AskedCut) return false;
        Complete(new ErrandOutcome(durable.Checkpoint.NextOffset, "It is durable.", durable.Checkpoint.Number));
        return true;
    }
}
