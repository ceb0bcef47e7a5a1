using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Shards;

/// <summary>
/// Lets rules that a shard is about to take over know the past first, while the shard goes on under the former ones: two batches of the past for each of the present, so that it comes to an end. It never
/// reads beyond the last cut, because what came after it may be taken back. What lacks nothing does not wait for it, and what it was begun for it reads to the end, whatever else comes meanwhile. The shard's thread only.
/// </summary>
internal sealed class SwitchPreparation(ShardParts parts, Action wake) : IDisposable
{
    private const int BatchesAtOnce = 2;
    private const int BatchesLeft = 4;
    private static readonly TimeSpan TriesAgainAfter = TimeSpan.FromSeconds(1);
    private long _triedAt = long.MinValue;
    private long _number;
    private RuleRebuild? _rebuild;
    private (CutBorder Border, RuleRevision Rules)? _repeated;
    private bool _hasBegun;
    private bool _waits;

    /// <summary>What the shard may stand still for: rules that lack nothing, or those that so little is missing for; null for nothing.</summary>
    public RuleSwitch? Next
    {
        get
        {
            if (_repeated is not null || parts.Reading.IsRepeating || parts.Rules.Path is not { } path) return null;
            // What little is missing is read sooner than two switches are made: the first rules of a shard that has just begun miss nothing.
            return _rebuild is { } read && path.Wants(read) && IsStill(read, path.Newest.Number) && read.IsAt(parts.Cut.Offset - BatchesLeft * parts.Setup.Options.BatchRecords) ? path.With(read) : path.AtOnce;
        }
    }

    /// <summary>The switch that is repeated here, when all is gathered for it; null when it is not.</summary>
    public RuleSwitch? Repeated => _repeated is var (border, rules) && (border.RulesFrom == border.NextOffset || (_hasBegun && _rebuild?.IsAt(border.NextOffset) != false)) ? new RuleSwitch(rules, _rebuild, []) : null;

    /// <summary>How far it is; null when nothing is read again, and nothing waited for.</summary>
    public RuleRebuildStatus? Status => _rebuild is { Position: { } at } read ? new RuleRebuildStatus(_number, read.From(at), at, parts.Cut.Offset, false) : _waits ? new RuleRebuildStatus(_number, parts.Cut.Offset, parts.Cut.Offset, parts.Cut.Offset, true) : null;

    /// <summary>What the rules that were taken over last know of the past, for people.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Goes on for rules that are wanted. True when it did something.</summary>
    /// <param name="path">The way to them; null for none.</param>
    public bool Advance(RulePath? path)
    {
        if (_repeated is not null || (_rebuild is { } read && (path?.Wants(read) != true || !IsStill(read, long.MinValue)))) Drop();
        _waits = false;
        if (path is not { Lacking: { Count: > 0 } lacking }) return false;
        _number = path.Newest.Number;
        return (_hasBegun || TryBegin(path, lacking)) && Read(parts.Cut.Offset);
    }

    /// <summary>Goes on with what the shard stands still for; false when that is nothing, or all is done.</summary>
    public bool TryAdvance(RuleSwitch? next, out bool moved)
    {
        var isIt = next?.Past is { } past && ReferenceEquals(past, _rebuild);
        moved = isIt && Read(parts.Cut.Offset);
        return isIt;
    }

    /// <summary>Goes on for the rules of a cut that is repeated.</summary>
    public bool Advance(CutBorder border)
    {
        if (!ReferenceEquals(border, _repeated?.Border))
        {
            Drop();
            _repeated = (border, parts.Rules.Read(border.Rules));
        }

        var rules = _repeated.Value.Rules;
        _number = rules.Number;
        return border.RulesFrom < border.NextOffset && (_hasBegun || TryBegin(parts.Rules.ReadFor(rules), SentFor(rules), border.RulesFrom)) && Read(parts.Window.Position);
    }

    /// <summary>Rules were taken over at an offset.</summary>
    public void TakenOver(RuleSwitch next, long offset)
    {
        Said = next.Past is { } past ? Knowledge(past, offset) : "";
        if (next.Later.Count > 0) Said += $" These follow when the log was read again for them: {string.Join(", ", next.Later)}.";
        if (next.Past is not null || _repeated is not null) Drop();
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    // Where events come because rules look at them, their past is here when all who send them have said so: before, there would be half of one.
    private bool TryBegin(RulePath path, IReadOnlyList<RevisionRule> lacking)
    {
        if (parts.Sent is null) return TryBegin(lacking, null, null);
        var ready = parts.Sent.Ready(lacking, path.Newest.Set, path.Newest.Number, parts.Cut.Offset);
        _waits = ready is null;
        return ready is var (rules, sent) && TryBegin(rules, sent, null);
    }

    // Of a cut that is repeated: what it took in was ready there.
    private IReadOnlyList<SentPast>? SentFor(RuleRevision rules) => parts.Sent is null ? null : parts.Sent.Ready(parts.Rules.ReadFor(rules), rules.ReadFor.Count > 0 ? RuleRevision.Of(0, rules.ReadFor).Set : rules.Set, long.MinValue, long.MaxValue)?.Sent ?? [];

    private bool IsStill(RuleRebuild read, long revision) => read.Sent is not { } sent || parts.Sent!.IsStill(sent, read.Set, revision);

    private bool TryBegin(IReadOnlyList<RevisionRule> rules, IReadOnlyList<SentPast>? sent, long? from)
    {
        var time = parts.Setup.Time;
        if (_triedAt != long.MinValue && time.GetElapsedTime(_triedAt) < TriesAgainAfter) return false;
        try
        {
            _rebuild = parts.Rules.Rebuild(parts.Setup, rules, sent, from, parts.Cut, wake);
            (_hasBegun, _triedAt) = (true, long.MinValue);
        }
        catch (LogUnavailableException)
        {
            _triedAt = time.GetTimestamp();
            return false;
        }

        if (Status is { } status && status.From < parts.Window.Position)
            Say($"Reads its log again from offset {status.From} on, before revision {status.Revision} of the rules begins: {string.Join(", ", rules.Select(rule => rule.Name))}.");
        return true;
    }

    // What was begun and found nothing before it is no news: the rules of an empty log.
    private static string Knowledge(RuleRebuild past, long offset)
    {
        var names = string.Join(", ", past.Rules.Select(rule => rule.Name));
        if (past.Fault.Length > 0) return $" Could not be read again, so that what came before is not known to {names}: {past.Fault}";
        var from = past.From(offset);
        if (from >= offset) return "";
        var leftOut = past.LeftOut == 0 ? "" : $", left out: {past.LeftOut}";
        return $" What came before, from offset {from} on, is known to {names} (events read again: {past.Events}{leftOut}).";
    }

    private bool Read(long until)
    {
        var moved = false;
        for (var left = BatchesAtOnce; left > 0; left--) moved |= _rebuild?.Advance(until) == true;
        return moved;
    }

    private void Say(string what) => parts.Setup.OnEvent?.Invoke(new RuntimeEvent(parts.Setup.Id, "rules", what));

    private void Drop()
    {
        _rebuild?.Dispose();
        (_rebuild, _repeated, _hasBegun) = (null, null, false);
    }
}
