namespace Analytics.Processing.Patterns.Compilation;

/// <summary>
/// Whether a rule that did not run in this form goes on with what is remembered, or lacks something that only past events tell. Nothing is lacking where one event decides and nothing is remembered; where
/// every window and value is there already; and for matches, where a former form of the rule began the same ones and only what completes them differs.
/// </summary>
internal static class Continuation
{
    /// <summary>Whether nothing is lacking.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="plan">The rules that it runs with from now on.</param>
    /// <param name="former">The rules of the same key that ran until now.</param>
    public static bool Continues(CompiledRule rule, KeyPlan plan, KeyPlan former)
    {
        if (rule.IsImmediate) return true;
        // What is remembered for some tenants only is not there for others.
        CompiledRule[] all = [.. former.Rules.Where(one => one.IsForAllOf(rule))];
        if (!Needs(rule, plan, features: true).All(Parts(all, former, features: true).Contains)) return false;
        var columns = Needs(rule, plan, features: false);
        if (rule.Automaton.IsSingle) return columns.All(Parts(all, former, features: false).Contains);
        return Array.Find(all, one => one.NameHash == rule.NameHash) is { } before && columns.All(Parts([before], former, features: false).Contains) && Keeps(rule.Automaton, before.Automaton);
    }

    /// <summary>Parts that have to be there when a rule is to go on: what its conditions look at.</summary>
    public static IEnumerable<ulong> Needs(CompiledRule rule, KeyPlan plan) => Needs(rule, plan, true).Concat(Needs(rule, plan, false));

    private static IEnumerable<ulong> Needs(CompiledRule rule, KeyPlan plan, bool features) =>
        features ? rule.Features.Select(index => plan.PartOf(plan.Features[index])) : rule.Columns.Select(index => plan.PartOf(plan.Columns[index]));

    private static HashSet<ulong> Parts(CompiledRule[] rules, KeyPlan plan, bool features) => [.. rules.SelectMany(rule => Needs(rule, plan, features))];

    // Wherever an unfinished match waits, the former form had it wait as well. One that waited in storage for an event is not found there when the end of its time matters.
    private static bool Keeps(RuleAutomaton automaton, RuleAutomaton former) =>
        automaton.Positions.Where(Waits).All(position => former.Positions.Any(one => one.Prefix == position.Prefix && Waits(one) && (HasDeadline(one) || !HasDeadline(position))));

    private static bool Waits(Position position) => position.States.Any(state => state.Exits.Length > 0);

    private static bool HasDeadline(Position position) => position.States.Any(state => state.Deadlines != 0);
}
