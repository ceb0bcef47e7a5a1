using System.Globalization;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Library;

namespace Analytics.Benchmarks.Patterns;

/// <summary>Rules on card traffic: what an event costs with the library's rules, and with a thousand that ask the same of other limits.</summary>
internal sealed class PatternsBenchmark : IBenchmark
{
    private const int MostRules = 1000;

    public string Name => "patterns";

    public string Summary => "transactions a second and core through 30 rules of the library, and through 1,000 (--events 400000 --cards 20000)";

    public Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var (events, cards) = (arguments.Int("events", 400_000), arguments.Int("cards", 20_000));
        var thirty = RuleSet.Compile([.. RuleLibrary.Names.Where(name => name is not ("inventory_drain" or "inventory_correction" or "checkout_failures")).Take(30).Select(RuleLibrary.Read)]);
        var thousand = RuleSet.Compile([.. Variants()]);
        CardTraffic.Run(thirty, events / 10, cards);
        CardTraffic.Run(thousand, events / 20, cards);
        var few = CardTraffic.Run(thirty, events, cards);
        var many = CardTraffic.Run(thousand, events, cards);
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new("transactions a second and core, 30 rules", events / few.Seconds, "1/s", Floor: 20_000, Goal: 100_000, Peer: string.Create(CultureInfo.InvariantCulture, $"{thirty.Count} rules, {few.Matches:N0} matches")),
            new("transactions a second and core, 1,000 rules", events / many.Seconds, "1/s", Peer: string.Create(CultureInfo.InvariantCulture, $"{thousand.Count} rules, {many.Matches:N0} matches")),
            new("1,000 rules cost so many times 30", many.Seconds / few.Seconds, "times", Goal: 5, LowerIsBetter: true),
            new("bytes allocated an event, 30 rules", few.Allocated / (double)events, "B", LowerIsBetter: true),
        ]);
    }

    // The library again and again, each time with other numbers: such is a fraud team's rule book.
    private static IEnumerable<RuleDefinition> Variants()
    {
        for (var i = 0; i < MostRules; i++)
        {
            var rule = RuleLibrary.Read(RuleLibrary.Names[i % RuleLibrary.Names.Count]);
            var round = i / RuleLibrary.Names.Count;
            yield return rule with
            {
                Name = $"{rule.Name}_{round}",
                Given = [.. rule.Given.Select(one => one.Value is Expression.Number { Value: > 2 } number ? new KeyValuePair<string, Expression>(one.Key, new Expression.Number(Math.Round(number.Value) + (number.Value > 10 ? round : round % 8))) : one)],
            };
        }
    }
}
