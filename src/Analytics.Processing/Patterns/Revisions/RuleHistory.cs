using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Revisions;

/// <summary>
/// Since when a shard's rules have each part that states are stored by: a window, a column, a position of a match. A state says after how many switches it was written; what it holds of a part that
/// the rules did not have all the time since is not taken over, because events were missed meanwhile. So it does not matter whether a key was in memory when the rules changed. And an event that waits for
/// its turn while the rules change is not shown to parts that came later: it was captured without what they look at. Never changes.
/// </summary>
public sealed class RuleHistory
{
    private readonly Dictionary<ulong, (long Switch, long Offset)> _since;

    private RuleHistory(long switches, long offset, Dictionary<ulong, (long Switch, long Offset)> since) => (Switches, Offset, _since) = (switches, offset, since);

    /// <summary>Before the first switch.</summary>
    public static RuleHistory None { get; } = new(0, long.MinValue, []);

    /// <summary>How often the rules were switched.</summary>
    public long Switches { get; }

    /// <summary>Offset of the first event after the newest switch.</summary>
    public long Offset { get; }

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int MostBytes => StateWriter.MostVarintBytes * (3 + 2 * _since.Count) + sizeof(ulong) * _since.Count;

    /// <summary>The history with one more switch.</summary>
    /// <param name="from">The rules before.</param>
    /// <param name="to">The rules from now on.</param>
    /// <param name="offset">Offset of the first event under them.</param>
    /// <param name="past">Offset of the first event that what is new has seen nevertheless; default the same.</param>
    public RuleHistory Next(RuleSet from, RuleSet to, long offset, long? past = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var had = from.Plans.SelectMany(plan => plan.Parts).ToHashSet();
        var continued = Continued(from, to);
        var since = new Dictionary<ulong, (long, long)>();
        // Before the first rules nothing was stored, so that nothing can be too old.
        var isFirst = Switches == 0 && from.Count == 0;
        foreach (var part in to.Plans.SelectMany(plan => plan.Parts))
        {
            if (!had.Contains(part) && !isFirst) since[part] = (Switches + 1, continued.TryGetValue(part, out var seen) ? seen : past ?? offset);
            else if (_since.TryGetValue(part, out var known)) since[part] = known;
        }

        return new RuleHistory(Switches + 1, offset, since);
    }

    // Positions of rules that go on in another form: an event that waits for its turn was captured with all that they look at, and from which offset on.
    private Dictionary<ulong, long> Continued(RuleSet from, RuleSet to)
    {
        var continued = new Dictionary<ulong, long>();
        foreach (var rule in to.NewTo(from))
        {
            if (!rule.Continues || rule.Rule.IsImmediate) continue;
            var captured = Continuation.Needs(rule.Rule, rule.Plan).Select(part => _since.TryGetValue(part, out var since) ? since.Offset : long.MinValue).DefaultIfEmpty(long.MinValue).Max();
            foreach (var position in rule.Rule.Automaton.Positions) continued[rule.Plan.PartOf(rule.Rule, position)] = captured;
        }

        return continued;
    }

    /// <summary>Writes it.</summary>
    public void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)Switches);
        writer.SignedVarint(Offset);
        writer.Varint((ulong)_since.Count);
        foreach (var (part, since) in _since)
        {
            writer.UInt64(part);
            writer.Varint((ulong)since.Switch);
            writer.SignedVarint(since.Offset);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="StateDamagedException">It is none.</exception>
    public static RuleHistory Read(ref StateReader reader)
    {
        var (switches, offset) = ((long)reader.Varint(), reader.SignedVarint());
        var since = new Dictionary<ulong, (long, long)>();
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            var part = reader.UInt64();
            since[part] = ((long)reader.Varint(), reader.SignedVarint());
        }

        return new RuleHistory(switches, offset, since);
    }

    /// <summary>Whether the rules have had a part ever since a state was written.</summary>
    internal bool Kept(ulong part, long written) => _since.Count == 0 || _since.GetValueOrDefault(part).Switch <= written;

    /// <summary>Whether the rules had a part when an event was captured.</summary>
    internal bool HadAt(ulong part, long offset) => !_since.TryGetValue(part, out var since) || since.Offset <= offset;
}
