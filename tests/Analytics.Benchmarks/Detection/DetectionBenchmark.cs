using System.Globalization;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Library;

namespace Analytics.Benchmarks.Detection;

/// <summary>
/// Precision and recall of the library's rules on labelled payments, invented ones or a file's, through the production engine. Parameters are fitted on the first half, by time;
/// everything reported is measured on the second half.
/// </summary>
internal sealed class DetectionBenchmark : IBenchmark
{
    private const string Written = "as written", Fitted = "fitted";

    // A rule that flags everything finds every fraud, and nothing.
    private const double LeastF1 = 0.03;

    public string Name => "detection";

    public string Summary => "precision and recall of the library on labelled payments (--seed 1 --customers 1000 --terminals 2000 --days 120 --reported-after 7, or --file CSV|NDJSON; --rules FILE, --write CSV)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        IReadOnlyList<Transaction> payments = arguments.Text("file", "") is { Length: > 0 } file ? await TransactionFile.ReadAsync(file) : Invent(arguments);
        if (arguments.Text("write", "") is { Length: > 0 } target) await TransactionFile.WriteAsync(target, payments);
        var half = payments.Count / 2;
        var days = arguments.Int("reported-after", 7);
        if (payments.Count == 0 || !payments.Skip(half).Any(one => one.IsFraud)) throw new InvalidDataException("There is no fraud in the second half of the set: nothing can be measured.");
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{payments.Count:N0} payments, {payments.Count(one => one.IsFraud):N0} frauds{(days > 0 ? $", each reported by a chargeback after {days} days" : "")}; fitted on the first half, measured on the second"));
        List<RuleDefinition> rules = [.. RuleLibrary.Names.Select(RuleLibrary.Read)];
        if (arguments.Text("rules", "") is { Length: > 0 } own) rules.AddRange(RuleParser.ReadAll(await File.ReadAllTextAsync(own)));
        var fitting = new RuleFitting(payments, half, days);
        var fitted = fitting.Fit(rules);
        var flagged = DetectionRun.Flag(RuleSet.Compile([.. rules, .. fitted.Where(one => one.F1 >= LeastF1).Select(one => one.Best with { Name = $"{one.Written.Name}__fitted" })]), payments, days);
        return [.. Report(payments, half, fitted, flagged, fitting)];
    }

    private static List<Transaction> Invent(BenchmarkArguments arguments) =>
        new TransactionSimulator(arguments.Int("seed", 1), arguments.Int("customers", 1000), arguments.Int("terminals", 2000), arguments.Int("days", 120)).Run();

    private static IEnumerable<Figure> Report(IReadOnlyList<Transaction> payments, int half, IReadOnlyList<FittedRule> fitted, IReadOnlyDictionary<string, HashSet<int>> flagged, RuleFitting fitting)
    {
        foreach (var rule in fitted.Where(one => one.F1 >= LeastF1).OrderByDescending(one => one.F1))
        {
            foreach (var figure in Figures(payments, half, rule.Written.Name, Written, flagged[rule.Written.Name], Given(rule.Written))) yield return figure;
            if (rule.Best == rule.Written || !flagged.TryGetValue($"{rule.Written.Name}__fitted", out var best)) continue;
            foreach (var figure in Figures(payments, half, rule.Written.Name, Fitted, best, Given(rule.Best))) yield return figure;
        }

        foreach (var (kind, isFitted) in ((string, bool)[])[(Written, false), (Fitted, true)])
        {
            var sets = flagged.Where(one => one.Key.EndsWith("__fitted", StringComparison.Ordinal) == isFitted).ToDictionary();
            var names = fitting.Together(sets);
            var union = names.SelectMany(name => sets[name]).ToHashSet();
            var shown = string.Join(" + ", names).Replace("__fitted", "", StringComparison.Ordinal);
            foreach (var figure in Figures(payments, half, "together", kind, union, shown)) yield return figure;
            foreach (var scenario in payments.Select(one => one.Scenario).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal))
                yield return new($"together, {kind}: recall of {scenario}", DetectionScore.Of(payments, union, half, payments.Count, one => one.Scenario == scenario).Recall, "part");
        }
    }

    private static IEnumerable<Figure> Figures(IReadOnlyList<Transaction> payments, int half, string rule, string kind, HashSet<int> flagged, string note)
    {
        var score = DetectionScore.Of(payments, flagged, half, payments.Count);
        if (score.Flagged == 0) yield break;
        yield return new($"{rule}, {kind}: precision", score.Precision, "part", Peer: string.Create(CultureInfo.InvariantCulture, $"{score.Right:N0} of {score.Flagged:N0} flagged; {note}"));
        yield return new($"{rule}, {kind}: recall", score.Recall, "part", Peer: string.Create(CultureInfo.InvariantCulture, $"of {score.Frauds:N0} frauds"));
        yield return new($"{rule}, {kind}: F1", score.F1, "part");
    }

    private static string Given(RuleDefinition rule) => rule.ToString().Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("given ", StringComparison.Ordinal)) ?? "";
}
