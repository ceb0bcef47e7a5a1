using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>The matcher against all matches by definition, on random rules and streams. A failure names its seed.</summary>
public sealed class PatternMatcherOracleTests
{
    private static readonly PatternLimits Plenty = new() { PartialsPerRule = 100_000, PartialsPerKey = 100_000 };

    [Theory]
    [InlineData(0, 1500)]
    [InlineData(100_000, 1500)]
    public void Random_rules_find_what_the_definition_says(int from, int count)
    {
        var matches = 0;
        for (var seed = from; seed < from + count; seed++)
        {
            var random = new RandomRules(seed);
            var text = random.Rule("r");
            var events = random.Stream(10 + seed % 15);
            var expected = new PatternOracle(RuleParser.Read(text), events).Find();
            var run = PatternRun.Of(text, limits: Plenty).Feed(events).End();
            Same(expected, run.Found, $"seed {seed}: {text}");
            run.Restart();
            matches += expected.Count;
        }

        Assert.True(matches > count, $"{matches} matches");
    }

    [Fact]
    public void Order_of_arrival_batches_and_restarts_change_nothing()
    {
        const long Disorder = 5_000_000;
        for (var seed = 200_000; seed < 200_600; seed++)
        {
            var random = new RandomRules(seed);
            var text = random.Rule("r");
            var events = random.Late(random.Stream(40, users: 3), Disorder);
            var expected = events.GroupBy(e => e.User).SelectMany(user => new PatternOracle(RuleParser.Read(text), [.. user.OrderBy(e => e.At).ThenBy(e => e.Offset)]).Find()).Order().ToList();
            var run = PatternRun.Of(text, Disorder, Plenty);
            var moments = new Random(seed);
            foreach (var e in events)
            {
                run.Feed(e);
                if (moments.Next(4) == 0) run.Advance(long.MinValue);
                if (moments.Next(4) == 0) run.Restart();
            }

            Same(expected, [.. run.End().Found.Order()], $"seed {seed}: {text}");
            Assert.Equal(0, run.Matcher.Late);
        }
    }

    [Fact]
    public void Hundreds_of_rules_together_find_what_each_finds_alone()
    {
        var random = new RandomRules(7);
        var rules = Enumerable.Range(0, 200).Select(i => random.Rule($"r{i}")).ToList();
        var events = random.Stream(40, users: 2);
        var alone = rules.SelectMany(rule => PatternRun.Of(rule, limits: Plenty).Feed(events).End().Found).Order();
        var together = PatternRun.Of(string.Join('\n', rules), limits: Plenty).Feed(events).End();
        Assert.Equal(alone, together.Found.Order());
    }

    [Theory]
    [InlineData("skip to first x")]
    [InlineData("skip to last x")]
    public void Skipping_to_a_name_leaves_what_the_definition_says(string skip)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var text = $"rule r for each user when a then one or more b as x then {(seed % 2 == 0 ? "c" : "any c")} within 30 seconds {skip}";
            var events = new RandomRules(seed).Stream(16);
            Same(new PatternOracle(RuleParser.Read(text), events).Find(), PatternRun.Of(text, limits: Plenty).Feed(events).End().Found, $"seed {seed}");
        }
    }

    [Fact]
    public void What_is_remembered_of_a_key_is_what_the_definition_says()
    {
        string[] conditions =
        [
            "count of a in last 10 seconds >= 3", "sum of amount of (a or b) in last 7 seconds > 20", "average of amount of (any event where country = \"IT\") in last 20 seconds > 5",
            "distinct country of any event in last 9 seconds = 2", "country is new", "time since last b > 4 seconds", "time since first seen < 20 seconds",
            "deviation of amount over last 6 (any event) > 1.2", "median deviation of amount over last 7 (any event) > 1.5", "time since last seen = 0 seconds and type = \"a\"",
            "count of (a where amount > 3) in last 10 seconds * 2 > amount",
        ];
        for (var seed = 0; seed < 120; seed++)
        {
            var rules = string.Join('\n', conditions.Select((condition, i) => $"rule r{i} for each user when any event where {condition}"));
            var random = new RandomRules(seed);
            var events = random.Late(random.Stream(50), 3_000_000);
            List<PatternEvent> ordered = [.. events.OrderBy(e => e.At).ThenBy(e => e.Offset)];
            var expected = RuleParser.ReadAll(rules).SelectMany(rule => new PatternOracle(rule, ordered).Find()).Order();
            var run = PatternRun.Of(rules, 3_000_000);
            var moments = new Random(seed);
            foreach (var e in events)
            {
                run.Feed(e);
                if (moments.Next(5) == 0) run.Restart();
            }

            Same([.. expected], [.. run.End().Found.Order()], $"seed {seed}");
        }
    }

    [Fact]
    public void Rules_that_change_in_the_middle_keep_the_matches_whose_beginning_they_keep()
    {
        const string Old = "rule r for each user when a then b where amount > 5 then c within 30 seconds";
        var changed = RuleSet.Compile([RuleParser.Read("rule r for each user when a then b where amount > 5 then d within 30 seconds")]);
        var other = RuleSet.Compile([RuleParser.Read("rule r for each user when a then b where amount > 6 then d within 30 seconds")]);
        PatternEvent[] before = [new(1, "a"), new(2, "b", 6)];
        foreach (var (rules, kept) in new[] { (changed, 1), (other, 0) })
        {
            var run = PatternRun.Of(Old).Feed(before);
            run.Advance(2);
            run.Restart(rules);
            Assert.Equal(kept, run.Feed(new PatternEvent(3, "d")).End().Found.Count);
        }
    }

    private static void Same(List<string> expected, List<string> found, string what) =>
        Assert.True(expected.SequenceEqual(found), $"{what}\nexpected {string.Join(" | ", expected)}\nfound    {string.Join(" | ", found)}");
}
