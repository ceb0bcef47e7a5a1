using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>
/// Lets alerts go before the checkpoint that holds them, to the sinks that take them so (<see cref="Contracts.Sinks.IEarlySink"/>), as long as a replay from the last durable checkpoint
/// would raise the same ones: everything since came from the log, and no event behind a time that silence moved on at a cut which is not durable. When that is not so, the next durable checkpoint opens the way
/// again. So it does after the shard stood still for as long as takes a group to give its partition away: that checkpoint asks who the owner is.
/// </summary>
/// <param name="parts">The shard's parts.</param>
/// <param name="since">When it was certain last that the shard is this owner's: when its recovery began.</param>
internal sealed class EarlyAlerts(ShardParts parts, long since)
{
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(3);
    private readonly bool _isWanted = parts.Outlets.Any(outlet => outlet.TakesEarly);
    private long _closedUntil;
    private long _movedBySilence;
    private long _lastTurn = since;

    /// <summary>The shard came round.</summary>
    public void Turn()
    {
        var now = parts.Setup.Time.GetTimestamp();
        if (parts.Setup.Time.GetElapsedTime(_lastTurn, now) > LongestStandstill) Close();
        _lastTurn = now;
    }

    /// <summary>A batch raised the alerts from this index on.</summary>
    public void Offer(int from)
    {
        if (!_isWanted || parts.Context.Effects.Alerts.Count == from) return;
        if (parts.Context.NotFromLog) Close();
        if (parts.Context.MetSilence) _closedUntil = Math.Max(_closedUntil, _movedBySilence);
        parts.Context.MetSilence = false;
        if (_closedUntil > 0 || parts.Reading.IsRepeating) return;
        var range = new OffsetRange(parts.Cut.Offset, parts.Window.Position);
        foreach (var outlet in parts.Outlets) outlet.Offer(parts.Context.Effects, from, range);
    }

    /// <summary>A cut was made; what it did apart from the log is in its checkpoint.</summary>
    public void Cut()
    {
        if (parts.Context.NotFromLog) _closedUntil = Math.Max(parts.Cut.Number, 1);
        if (parts.Context.MovedBySilence) _movedBySilence = parts.Cut.Number;
        (parts.Context.NotFromLog, parts.Context.MovedBySilence, parts.Context.MetSilence) = (false, false, false);
    }

    /// <summary>A checkpoint is durable.</summary>
    public void Durable(long number)
    {
        if (number >= _closedUntil) _closedUntil = 0;
        if (number >= _movedBySilence) _movedBySilence = 0;
    }

    private void Close()
    {
        _closedUntil = parts.Cut.Number + 1;
        parts.Context.NotFromLog = false;
    }
}
