using Analytics.Actors.Checkpoints;
using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Shards;

/// <summary>
/// Makes cuts. Timers fire, watermarks move and results are emitted here and nowhere else, so that a cut is a function of the state before it, the
/// events up to its offset and its clock: a lost checkpoint that is repeated gives the same deliveries, byte for byte.
/// </summary>
internal sealed class ShardCutter(ShardParts parts, RecoveredShard recovered)
{
    private readonly EntityChanges _changes = parts.Tenure.Changes;
    private readonly EntityChangeWriter _writer = new(parts.Tenure.Changes);
    private readonly List<SinkMark> _otherMarks = [.. recovered.Sinks.Where(mark => !IsOurs(parts, mark.Sink))];
    private readonly List<OpenDelivery> _otherOpen = [.. recovered.Open.Where(open => !IsOurs(parts, open.Sink))];
    private readonly List<OpenDelivery> _new = [];
    private long _number = recovered.HighestNumber;

    /// <summary>
    /// Cuts at the window's position; null when there is nothing new and <paramref name="always"/> is false. <paramref name="border"/> is the cut that is repeated, <paramref name="next"/> are the rules
    /// from here on, if others; <paramref name="preparation"/> has those of a cut that is repeated.
    /// </summary>
    public PendingCheckpoint? Cut(CutBorder? border, bool always, RuleSwitch? next, SwitchPreparation preparation)
    {
        var time = parts.Setup.Time;
        var started = time.GetTimestamp();
        if (border is null && next is not null) parts.Clock.MoveBeyond(parts.Cut.ClockMicros);
        var settled = FireTimers(border);
        var offset = parts.Window.Position;
        var range = new OffsetRange(parts.Cut.Offset, offset);
        var aside = parts.Reading.Cut(offset);
        var leftOut = LeftOut(aside);
        if (border is { Rules.IsEmpty: false }) next = preparation.Repeated;
        var rulesFrom = 0L;
        if (next is not null)
        {
            rulesFrom = next.Past?.From(offset) ?? offset;
            var former = parts.Rules.Running;
            parts.Rules.Switch(next, offset);
            parts.Sending.Switch(former, parts.Rules.Running, parts.Rules.Switches, offset, parts.Context.NowMicros);
            preparation.TakenOver(next, offset);
            parts.Context.NotFromLog = true;
        }

        WriteChanges();
        CutEncoders(range, leftOut);
        if (next is not null) foreach (var outlet in parts.Outlets) outlet.Revert();
        parts.Context.Effects.Clear();
        var isNew = always || offset != parts.Cut.Offset || _changes.Count > 0 || _new.Count > 0 || settled;
        if (!isNew)
        {
            // Nobody will know of it, so what is taken back is not put to its time, unless it is known from before.
            if (border is not null) parts.Cut = parts.Cut with { ClockMicros = border.ClockMicros };
            return null;
        }

        parts.Cut = new LastCut(++_number, offset, parts.Clock.NowMicros);
        parts.Clock.Set(parts.Cut.ClockMicros);
        var checkpoint = Describe(aside, next?.Rules, rulesFrom);
        parts.Stored.UnderWay = _changes;
        var pause = time.GetElapsedTime(started);
        RuntimeTelemetry.Cut(parts.Setup.Id.Topic, pause);
        return new PendingCheckpoint(checkpoint, [.. _new], pause, started);
    }

    private bool FireTimers(CutBorder? border)
    {
        var reached = parts.Clock.ReachedMicros;
        if (border is not null) parts.Clock.Set(border.ClockMicros);
        var clock = border?.ClockMicros ?? parts.Clock.AtCut();
        parts.Times.Publish(clock);
        (parts.Context.NowMicros, parts.Context.IsQuiet) = (clock, clock > reached);
        foreach (var kind in parts.Kinds) kind.Advance(clock, parts.Context);
        foreach (var kind in parts.Kinds) kind.Emit(parts.Context.Effects);
        var settled = false;
        foreach (var outlet in parts.Outlets) settled |= outlet.Settle();
        return settled;
    }

    private void WriteChanges()
    {
        _changes.Clear();
        foreach (var kind in parts.Kinds)
        {
            _changes.StartKind(kind.Name);
            kind.WriteChanges(_writer);
        }

        parts.Seen?.WriteChanges(_changes, _writer);
        parts.Sent?.WriteChanges(_changes, _writer);
        parts.Rules.WriteChanges(_changes, _writer);
        parts.Sending.WriteChanges(_changes, _writer);
    }

    private void CutEncoders(OffsetRange range, List<OffsetRange> leftOut)
    {
        _new.Clear();
        foreach (var outlet in parts.Outlets)
            if (outlet.Cut(parts.Context.Effects, range, leftOut) is { } delivery) _new.Add(delivery);
    }

    private ShardCheckpoint Describe(List<SetAsideEvent> aside, RuleRevision? next, long rulesFrom) => new()
    {
        Number = parts.Cut.Number,
        NextOffset = parts.Cut.Offset,
        ClockMicros = parts.Cut.ClockMicros,
        Tenants = parts.Times.Marks(),
        Sinks = [.. parts.Outlets.Select(outlet => outlet.Mark()), .. _otherMarks],
        Open = [.. parts.Outlets.SelectMany(outlet => outlet.Open), .. _otherOpen],
        SetAside = aside,
        Repeat = parts.Reading.Repeat,
        Rules = next?.Bytes ?? default,
        RulesFrom = rulesFrom,
        Changes = _changes,
    };

    private List<OffsetRange> LeftOut(List<SetAsideEvent> aside)
    {
        List<long> offsets = [.. aside.Select(one => one.Offset), .. parts.Seen?.LeftOut ?? []];
        offsets.Sort();
        var ranges = new List<OffsetRange>();
        foreach (var offset in offsets)
        {
            if (ranges.Count > 0 && ranges[^1].To == offset) ranges[^1] = ranges[^1] with { To = offset + 1 };
            else ranges.Add(new OffsetRange(offset, offset + 1));
        }

        return ranges;
    }

    private static bool IsOurs(ShardParts parts, string sink) => parts.Outlets.Any(outlet => outlet.Name == sink);
}
