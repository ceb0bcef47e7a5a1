using System.Globalization;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>
/// Since which event the rules of a shard have what they consist of: steps of matches, windows, amounts. An event that waits for its turn while rules change is shown to what was there when it came, or knows it
/// from the past.
/// </summary>
internal sealed class OracleParts
{
    private Dictionary<string, long> _since = [];
    private long _switched = long.MinValue;
    private bool _hadRules;

    /// <summary>Whether a step of a rule sees an event.</summary>
    public bool Sees(RuleShape rule, int step, OracleEvent seen) => Had(Step(rule, step), seen.Offset);

    /// <summary>Whether a window sees an event.</summary>
    public bool Sees(int span, OracleEvent seen) => Had(Window(span), seen.Offset);

    /// <summary>Other rules come.</summary>
    /// <param name="former">Those before.</param>
    /// <param name="rules">Those from now on.</param>
    /// <param name="offset">The first event under them.</param>
    /// <param name="past">The first event that what is new in them knows.</param>
    public void Change(IReadOnlyCollection<RuleShape> former, IReadOnlyCollection<RuleShape> rules, long offset, long past)
    {
        var had = former.SelectMany(rule => Steps(rule).Concat(Needs(rule))).ToHashSet();
        var since = new Dictionary<string, long>();
        // Before the first rules nothing waits.
        var isFirst = !_hadRules && former.Count == 0;
        foreach (var rule in rules)
        {
            foreach (var need in Needs(rule)) Begin(need, past);
            // What goes on with what is remembered knows of it as much as that does. Of two new rules with the same step the one that goes on says nothing about it that the other one does not.
            var begins = rule.IsAlone || rule.Lacks(former) ? past : Needs(rule).Select(need => _since.GetValueOrDefault(need, long.MinValue)).DefaultIfEmpty(past).Max();
            foreach (var step in Steps(rule)) Begin(step, begins);
        }

        (_since, _switched, _hadRules) = (since, offset, true);

        void Begin(string part, long at)
        {
            if (had.Contains(part))
            {
                if (_since.TryGetValue(part, out var known)) since[part] = known;
            }
            else if (!isFirst)
            {
                since[part] = at;
            }
        }
    }

    private bool Had(string part, long offset) => offset >= _switched || !_since.TryGetValue(part, out var since) || since <= offset;

    private static IEnumerable<string> Steps(RuleShape rule) => Enumerable.Range(0, rule.IsChain ? rule.Steps : 1).Select(step => Step(rule, step));

    private static IEnumerable<string> Needs(RuleShape rule)
    {
        if (rule.IsWindow) yield return Window(rule.Span);
        if (rule.LooksAtAmounts) yield return "amount";
    }

    private static string Step(RuleShape rule, int step) => $"{rule.Name} {rule.Span} {string.Join(',', rule.Numbers.Take(rule.IsChain ? step + 1 : 1))}";

    private static string Window(int span) => string.Create(CultureInfo.InvariantCulture, $"window {span}");
}
