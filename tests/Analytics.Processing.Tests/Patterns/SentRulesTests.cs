using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Which rules need a past that is sent afterwards, because nobody had their events sent before.</summary>
public sealed class SentRulesTests
{
    private const long Hour = 3_600_000_000;

    [Theory]
    [InlineData("the first rule of a key", "rule a for each ip when order", "rule b for each card when exactly 2 order within 1 hour")]
    [InlineData("events that no rule of the key looks at", "rule a for each card when order", "rule b for each card when order then no payment within 1 hour")]
    [InlineData("a window of such events", "rule a for each card when order", "rule b for each card when order where count of payment in last 1 hour > 2")]
    [InlineData("events of other tenants", "rule a for each card only for \"shop\" when order", "rule b for each card when exactly 2 order within 1 hour")]
    [InlineData("any event, of which some are looked at", "rule a for each card when order", "rule b for each card when order then immediately payment within 1 hour")]
    [InlineData("events that came only where a value was there", "rule a for each card when order where distinct country of payment in last 1 hour > 2", "rule b for each card when exactly 2 payment within 1 hour")]
    [InlineData("more than the key's rules have been there for", "rule a for each card when order", "rule b for each card when exactly 2 order within 3 days")]
    public void A_past_is_sent_for(string what, string before, string after)
    {
        var (sent, past, from, names) = Play(before, after);
        Assert.True(names?.SetEquals(["b"]), what);
        var rule = sent.Rules[IdOf(after)];
        Assert.Equal((700, past), (rule.Since, rule.Past));
        Assert.Equal(from, rule.FromMicros);
        Assert.NotEqual(0UL, past);
    }

    [Theory]
    [InlineData("events that a rule looks at for long", "rule a for each card when Order", "rule b for each card when exactly 2 order within 1 hour")]
    [InlineData("events that a rule looks at which looks at all", "rule a for each card when any event", "rule b for each card when order then no payment within 1 hour")]
    [InlineData("events that two rules look at", "rule a for each card when order rule z for each card when payment", "rule b for each card when order then no payment within 1 hour")]
    public void No_past_is_sent_where_all_was_sent_as_it_came(string what, string before, string after)
    {
        var (sent, _, _, names) = Play(before, after);
        Assert.Null(names);
        Assert.True(sent.Rules[IdOf(after)] == new SentRule(700, 70, Hour, 0, Hour), what);
    }

    [Theory]
    [InlineData("one event that decides alone", "rule b for each card when order")]
    [InlineData("a key that nothing is sent for", "rule b for each user when exactly 2 order within 1 hour")]
    public void No_past_is_sent_for(string what, string after) => Assert.True(Play("rule a for each ip when login", after).Names is null, what);

    [Fact]
    public void A_rule_that_is_written_anew_uses_the_past_that_its_former_form_had()
    {
        var (one, two) = (Compile("rule r for each card when exactly 2 order within 1 hour"), Compile("rule r for each card when exactly 3 order within 1 hour"));
        var (sent, past, _, _) = Next(SentRules.None, RuleSet.Empty, one, 700, 10 * Hour);
        var (next, _, _, names) = Next(sent, one, two, 800, 11 * Hour);
        Assert.Null(names);
        Assert.Equal((past, 700L), (Assert.Single(next.Rules).Value.Past, Assert.Single(next.Rules).Value.Since));
        // One that looks further back needs another one.
        Assert.NotNull(Next(next, two, Compile("rule r for each card when exactly 3 order within 9 hours"), 900, 12 * Hour).Names);
        // And one that was gone meanwhile.
        var gone = Next(next, two, RuleSet.Empty, 900, 12 * Hour).Next;
        Assert.Empty(gone.Rules);
        Assert.NotNull(Next(gone, RuleSet.Empty, two, 901, 12 * Hour).Names);
    }

    [Fact]
    public void It_is_the_same_after_it_was_written_and_read()
    {
        var sent = Play("rule a for each ip when login", "rule b for each card when exactly 2 order within 1 hour").Next;
        var room = new byte[sent.MostBytes];
        var writer = new StateWriter(room);
        sent.Write(ref writer);
        var reader = new StateReader(room);
        Assert.Equal(sent.Rules, SentRules.Read(ref reader).Rules);
    }

    // The rules before have been there for two days.
    private static (SentRules Next, ulong Past, long FromMicros, IReadOnlySet<string>? Names) Play(string before, string after)
    {
        var running = Compile(before);
        return Next(Next(SentRules.None, RuleSet.Empty, running, 70, Hour).Next, running, Compile($"{before} {after}"), 700, 49 * Hour);
    }

    private static (SentRules Next, ulong Past, long FromMicros, IReadOnlySet<string>? Names) Next(SentRules sent, RuleSet from, RuleSet to, long offset, long now) =>
        sent.Next(from, to, plan => !plan.Watches("user"), 7, offset, now, plan => TimeSpan.FromMicroseconds(plan.ReachMicros));

    private static ulong IdOf(string rule) => Compile(rule).Plans.Select(plan => SentRules.IdOf(plan, plan.Rules[0])).Single();

    private static RuleSet Compile(string rules) => RuleSet.Compile(RuleParser.ReadAll(rules));
}
