using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Benchmarks.Detection;

/// <summary>Looks for the parameters of rules, and for the rules that are best together, on the first part of a labelled set alone. What is reported is measured on the rest.</summary>
internal sealed class RuleFitting(IReadOnlyList<Transaction> payments, int until, int reportedAfterDays)
{
    private const int MostRounds = 8, MostTogether = 6;
    private const double LeastGain = 0.003;
    private readonly IReadOnlyList<Transaction> _first = [.. payments.Take(until)];

    /// <summary>Walks uphill, one parameter a step, until nothing gets better.</summary>
    public IReadOnlyList<FittedRule> Fit(IReadOnlyList<RuleDefinition> rules)
    {
        FittedRule[] fitted = [.. rules.Select(rule => new FittedRule(rule))];
        for (var round = 0; round < MostRounds && fitted.Any(one => one.IsMoving); round++)
        {
            var tried = fitted.Where(one => one.IsMoving).Select(one => (One: one, Neighbours: one.Neighbours())).ToList();
            Console.Error.WriteLine($"fitting, round {round + 1}: {tried.Sum(one => one.Neighbours.Count)} variants of {tried.Count} rules over {until:N0} payments");
            var flagged = DetectionRun.Flag(RuleSet.Compile([.. tried.SelectMany(one => one.Neighbours)]), _first, reportedAfterDays);
            foreach (var (one, neighbours) in tried) one.Take(neighbours.Select(rule => (rule, ScoreOf(flagged[rule.Name]).F1)));
        }

        return fitted;
    }

    /// <summary>Names of the rules that are best together: each adds what the others leave.</summary>
    public IReadOnlyList<string> Together(IReadOnlyDictionary<string, HashSet<int>> flagged)
    {
        var names = new List<string>();
        var union = new HashSet<int>();
        double reached = 0;
        while (names.Count < MostTogether)
        {
            var (name, f1) = flagged.Where(one => !names.Contains(one.Key)).Select(one => (one.Key, F1: ScoreOf([.. union, .. one.Value]).F1)).OrderByDescending(one => one.F1).ThenBy(one => one.Key, StringComparer.Ordinal).FirstOrDefault();
            if (name is null || f1 < reached + LeastGain) break;
            reached = f1;
            names.Add(name);
            union.UnionWith(flagged[name]);
        }

        return names;
    }

    private DetectionScore ScoreOf(HashSet<int> flagged) => DetectionScore.Of(payments, flagged, 0, until);
}
