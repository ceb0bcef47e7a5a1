using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Supervision;

/// <summary>
/// How far the next batch may reach: events set aside come alone, a failed batch of unknown fault event by event, the stretch
/// after a poison in small batches with an early cut (many poisons must not cost quadratic work), and a cut that is repeated ends where it ended before.
/// </summary>
internal sealed class CarefulReading(ShardOptions options)
{
    private readonly List<SetAsideEvent> _setAside = [];
    private readonly Queue<CutBorder> _repeat = new();
    private OffsetRange _isolated;
    private long _carefulUntil;
    private long _cutAfter = long.MaxValue;

    /// <summary>True while cuts of a lost checkpoint are repeated: then they are made at their borders only.</summary>
    public bool IsRepeating => _repeat.Count > 0;

    /// <summary>The borders still to come.</summary>
    public IReadOnlyList<CutBorder> Repeat => [.. _repeat];

    /// <summary>Takes over borders found by recovery.</summary>
    public void Begin(IReadOnlyList<CutBorder> borders)
    {
        foreach (var border in borders)
        {
            _repeat.Enqueue(border);
            _setAside.AddRange(border.SetAside);
        }

        Sort();
    }

    /// <summary>Limits of the batch that starts at a position.</summary>
    public (long Until, int Records) Next(long position)
    {
        var until = _repeat.TryPeek(out var border) ? border.NextOffset : long.MaxValue;
        foreach (var aside in _setAside)
        {
            if (aside.Offset == position) return (position + 1, 1);
            if (aside.Offset < position) continue;
            until = Math.Min(until, aside.Offset);
            break;
        }

        if (position < _isolated.From) until = Math.Min(until, _isolated.From);
        if (_isolated.Contains(position)) return (until, 1);
        return (until, position < _carefulUntil ? options.CarefulBatchRecords : options.BatchRecords);
    }

    /// <summary>The border that lies at this position.</summary>
    public CutBorder? BorderAt(long position) => _repeat.TryPeek(out var border) && border.NextOffset <= position ? border : null;

    /// <summary>True when a poison was passed and should be covered by a checkpoint soon.</summary>
    public bool WantsCut(long position) => position > _cutAfter && !IsRepeating;

    /// <summary>Whether an event is skipped, and why.</summary>
    public bool TrySetAside(long offset, out SetAsideEvent aside)
    {
        foreach (var candidate in _setAside)
        {
            if (candidate.Offset != offset) continue;
            aside = candidate;
            return true;
        }

        aside = default;
        return false;
    }

    /// <summary>From now on an event is skipped.</summary>
    public void SetAside(SetAsideEvent aside)
    {
        _setAside.Add(aside);
        Sort();
        _cutAfter = Math.Min(_cutAfter, aside.Offset);
        _carefulUntil = aside.Offset + options.CarefulSpan;
    }

    /// <summary>From now on these offsets come one by one.</summary>
    public void Isolate(OffsetRange range) => _isolated = range;

    /// <summary>A cut was made: returns the events set aside in it, and forgets them.</summary>
    public List<SetAsideEvent> Cut(long nextOffset)
    {
        var passed = _setAside.FindAll(aside => aside.Offset < nextOffset);
        _setAside.RemoveRange(0, passed.Count);
        if (_repeat.TryPeek(out var border) && border.NextOffset <= nextOffset) _repeat.Dequeue();
        _cutAfter = long.MaxValue;
        return passed;
    }

    private void Sort() => _setAside.Sort((a, b) => a.Offset.CompareTo(b.Offset));
}
