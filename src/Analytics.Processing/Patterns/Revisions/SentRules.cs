using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Revisions;

/// <summary>
/// What a shard sends to where rules run that watch other keys than its own, rule by rule. An event is sent because a rule looks at it; so what came before the rule is not there, unless other rules of the
/// key had all such events sent for long enough, or it is sent afterwards, as a past. A function of the switches of the shard. Never changes.
/// </summary>
public sealed class SentRules
{
    private readonly Dictionary<ulong, SentRule> _rules;

    private SentRules(Dictionary<ulong, SentRule> rules) => _rules = rules;

    /// <summary>Nothing.</summary>
    public static SentRules None { get; } = new([]);

    /// <summary>The rules by <see cref="IdOf"/>.</summary>
    public IReadOnlyDictionary<ulong, SentRule> Rules => _rules;

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int MostBytes => StateWriter.MostVarintBytes + _rules.Count * (2 * sizeof(ulong) + 4 * StateWriter.MostVarintBytes);

    /// <summary>Name of a rule of a key in one form, the same everywhere.</summary>
    public static ulong IdOf(KeyPlan plan, CompiledRule rule)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rule);
        return KeyHash.Combine(plan.Identity, KeyHash.Combine(rule.NameHash, rule.Version));
    }

    /// <summary>What is sent after a switch.</summary>
    /// <param name="from">The rules before.</param>
    /// <param name="to">The rules from now on.</param>
    /// <param name="sends">Whether events of a key are sent.</param>
    /// <param name="sender">Hash of who sends: no two name a past the same.</param>
    /// <param name="offset">Offset of the first event under them.</param>
    /// <param name="now">The shard's clock.</param>
    /// <param name="reach">How far back from now events matter to a rule that is compiled alone.</param>
    /// <returns>That, and the rules whose past is to be sent (none: null), with its name and the arrival of the oldest event.</returns>
    public (SentRules Next, ulong Past, long FromMicros, IReadOnlySet<string>? Names) Next(RuleSet from, RuleSet to, Func<KeyPlan, bool> sends, ulong sender, long offset, long now, Func<KeyPlan, TimeSpan> reach)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(reach);
        var next = new Dictionary<ulong, SentRule>();
        var lacking = new List<(ulong Id, string Name, long Needed)>();
        foreach (var plan in to.Plans.Where(sends))
        {
            var former = from.Plans.FirstOrDefault(one => one.Name == plan.Name);
            foreach (var rule in plan.Rules)
            {
                var id = IdOf(plan, rule);
                // One that ran before this was noted is sent at least from here on.
                var ran = former?.Rules.Any(one => IdOf(former, one) == id) == true;
                var needed = rule.IsImmediate || ran ? now : NeededFrom(rule, now, reach);
                if (ran && _rules.TryGetValue(id, out var sent)) next[id] = sent;
                else if (Covered(rule, plan, former, needed) is { } covered) next[id] = covered with { Taken = offset };
                else if (needed >= now) next[id] = new SentRule(offset, offset, now, 0, now);
                else lacking.Add((id, rule.Definition.Name, needed));
            }
        }

        if (lacking.Count == 0) return (new SentRules(next), 0, 0, null);
        var oldest = lacking.Min(one => one.Needed);
        var past = lacking.Select(one => one.Id).Order().Aggregate(KeyHash.Combine(sender, (ulong)offset), KeyHash.Combine) | 1;
        foreach (var one in lacking) next[one.Id] = new SentRule(offset, offset, now, past, oldest);
        return (new SentRules(next), past, oldest, lacking.Select(one => one.Name).ToHashSet());
    }

    /// <summary>Writes it.</summary>
    public void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)_rules.Count);
        foreach (var (id, rule) in _rules.OrderBy(one => one.Key))
        {
            writer.UInt64(id);
            writer.SignedVarint(rule.Taken);
            writer.SignedVarint(rule.Since);
            writer.SignedVarint(rule.SinceMicros);
            writer.UInt64(rule.Past);
            writer.SignedVarint(rule.FromMicros);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="StateDamagedException">It is none.</exception>
    public static SentRules Read(ref StateReader reader)
    {
        var rules = new Dictionary<ulong, SentRule>();
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            var id = reader.UInt64();
            rules[id] = new SentRule(reader.SignedVarint(), reader.SignedVarint(), reader.SignedVarint(), reader.UInt64(), reader.SignedVarint());
        }

        return new SentRules(rules);
    }

    private static long NeededFrom(CompiledRule rule, long now, Func<KeyPlan, TimeSpan> reach)
    {
        var back = reach(RuleSet.Compile([rule.Definition]).Plans[0]);
        return back >= TimeSpan.FromMicroseconds(now) ? 0 : now - (long)back.TotalMicroseconds;
    }

    // By one rule that had all of it sent, with its past; or by several that have each a part sent for so long that no past is needed.
    private SentRule? Covered(CompiledRule rule, KeyPlan plan, KeyPlan? former, long needed)
    {
        if (former is null) return null;
        string[] types = [.. rule.MatchedTypes.Concat(rule.Features.SelectMany(index => CompiledRule.TypesOf(plan.Features[index].Types))).Distinct()];
        var (since, sinceMicros) = (long.MinValue, long.MinValue);
        var (one, all) = (default(SentRule?), true);
        var known = former.Rules.Where(other => other.IsForAllOf(rule)).Select(other => (Rule: other, Sent: _rules.TryGetValue(IdOf(former, other), out var sent) ? sent : default(SentRule?))).Where(other => other.Sent is not null).ToArray();
        foreach (var (other, sent) in known)
            if (types.All(type => LooksAt(other, type)) && sent!.Value.FromMicros <= needed && (one is null || sent.Value.FromMicros < one.Value.FromMicros)) one = sent;
        foreach (var type in types)
        {
            var looking = known.Where(other => LooksAt(other.Rule, type)).Select(other => other.Sent!.Value).ToArray();
            all &= looking.Length > 0;
            if (looking.Length > 0) (since, sinceMicros) = (Math.Max(since, looking.Min(sent => sent.Since)), Math.Max(sinceMicros, looking.Min(sent => sent.SinceMicros)));
        }

        return one ?? (all && sinceMicros <= needed ? new SentRule(since, since, sinceMicros, 0, sinceMicros) : null);
    }

    private static bool LooksAt(CompiledRule rule, string type) => rule.MatchedTypes.Any(seen => seen.Length == 0 || seen.Equals(type, StringComparison.OrdinalIgnoreCase));
}
