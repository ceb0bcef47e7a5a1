using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Tests.Patterns;

public sealed class PatternMatcherTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Five_purchases_within_a_minute_make_one_match_and_the_count_starts_anew()
    {
        const string Rule = "rule fast for each user when exactly 5 purchase within 1 minute";
        var run = PatternRun.Of(Rule).Feed(Enumerable.Range(0, 9).Select(i => new PatternEvent(i * 10 * Second, "purchase"))).End();
        Assert.Equal(["fast@40000000:0,1,2,3,4"], run.Found);
        Assert.Empty(PatternRun.Of(Rule).Feed(Enumerable.Range(0, 5).Select(i => new PatternEvent(i * 15 * Second, "purchase"))).End().Found);
    }

    [Fact]
    public void What_does_not_happen_in_time_is_found_at_the_deadline_and_no_sooner()
    {
        const string Rule = "rule unpaid for each user when order as o then no payment where amount >= o.amount within 30 minutes";
        var run = PatternRun.Of(Rule).Feed(new PatternEvent(0, "order", 10), new PatternEvent(Second, "payment", 9));
        Assert.Empty(run.Found);
        run.Advance(30 * 60 * Second - 1);
        Assert.Empty(run.Found);
        run.Restart();
        run.Advance(30 * 60 * Second);
        Assert.Equal(["unpaid@1800000000:0"], run.Found);
        Assert.Empty(PatternRun.Of(Rule).Feed(new PatternEvent(0, "order", 10), new PatternEvent(Second, "payment", 10)).End().Found);
    }

    [Fact]
    public void An_event_older_than_what_its_key_has_processed_is_too_late_and_counted()
    {
        var run = PatternRun.Of("rule r for each user when a then b within 1 hour", disorder: 10 * Second);
        run.Feed(new PatternEvent(100 * Second, "a"), new PatternEvent(120 * Second, "a", User: "bob"), new PatternEvent(115 * Second, "b"), new PatternEvent(99 * Second, "b")).End();
        Assert.Equal(1, run.Matcher.Late);
        Assert.Equal(["r@115000000:0,2"], run.Found);
    }

    [Fact]
    public void History_of_a_user_without_newer_events_is_in_time_however_old_it_is()
    {
        var run = PatternRun.Of("rule r for each user when a then b within 1 hour");
        run.Feed(new PatternEvent(1_000_000 * Second, "a", User: "bob"), new PatternEvent(1 * Second, "a"), new PatternEvent(2 * Second, "b")).End();
        Assert.Equal(["r@2000000:1,2"], run.Found);
    }

    [Fact]
    public void Limits_cost_the_oldest_and_are_told()
    {
        var run = PatternRun.Of("rule r for each user when a as x then b where amount = x.amount within 1 hour", limits: new PatternLimits { PartialsPerRule = 3 });
        run.Feed(Enumerable.Range(1, 5).Select(i => new PatternEvent(i, "a", i))).Feed(new PatternEvent(6, "b", 2), new PatternEvent(7, "b", 4)).End();
        Assert.Equal(["r@7:3,6"], run.Found);
        Assert.Equal(["partials-per-rule r first", "partials-per-rule r"], run.Limits);
    }

    [Theory]
    [InlineData("one or more combined a then any a as x then any b")]
    [InlineData("one or more combined a as x where amount >= 1 then any a where amount >= first(x.amount) then any b")]
    [InlineData("any number of combined a as x where count(x) < 9 then any a then any no c then any b")]
    public void A_limit_may_end_the_very_match_that_an_event_carries_on_in_several_ways(string when)
    {
        foreach (var limits in new PatternLimits[] { new() { PartialsPerRule = 1 }, new() { PartialsPerKey = 1 }, new() { PartialsOfRule = 1 }, new() { PartialsPerTenant = 1 }, new() { PartialsPerRule = 2 }, new() { PartialsPerKey = 3 } })
        {
            var run = PatternRun.Of($"rule r for each user when {when} within 1 hour", limits: limits);
            run.Feed(Enumerable.Range(1, 30).Select(i => new PatternEvent(i, i % 7 == 6 ? "b" : "a", i))).End();
            Assert.NotEmpty(run.Limits);
            run.Restart();
        }
    }

    [Fact]
    public void A_match_that_a_limit_ends_takes_all_the_ways_of_the_event_that_it_was_ended_by()
    {
        var run = PatternRun.Of("rule r for each user when one or more combined a as x then any a where amount > first(x.amount) within 1 hour keep all", limits: new PatternLimits { PartialsPerRule = 1 });
        run.Feed(new PatternEvent(1, "a", 1), new PatternEvent(2, "a", 2), new PatternEvent(3, "a", 3)).End();
        Assert.Equal(["r@2:0,1", "r@3:1,2"], run.Found);
        run.Restart();
    }

    [Fact]
    public void Every_limit_holds_and_never_more_is_kept()
    {
        foreach (var limits in new PatternLimits[] { new() { PartialsPerKey = 4 }, new() { PartialsOfRule = 4 }, new() { PartialsPerTenant = 4 }, new() { WaitingPerKey = 4 } })
        {
            var run = PatternRun.Of("rule r for each user when a then b within 1 hour", disorder: limits.WaitingPerKey == 4 ? Second : 0, limits: limits);
            for (var i = 0; i < 50; i++)
            {
                run.Feed(new PatternEvent(i, "a", User: $"u{i % 3}"));
                run.Advance(long.MinValue);
                Assert.True(run.Keys.Max(key => key.Waiting) <= limits.WaitingPerKey && run.Keys.Max(key => key.Partials) <= limits.PartialsPerKey && run.Matcher.Partials <= limits.PartialsOfRule);
            }

            Assert.NotEmpty(run.Limits);
        }
    }

    [Fact]
    public void Rules_of_one_tenant_see_no_other()
    {
        var run = PatternRun.Of("rule r for each user only for \"acme\" when a rule s for each user when a");
        run.Feed(new PatternEvent(1, "a", User: "x") { Tenant = "acme" }, new PatternEvent(2, "a", User: "x") { Tenant = "other" }).End();
        Assert.Equal(["r@1:0", "s@1:0", "s@2:1"], run.Found);
    }

    [Fact]
    public void A_key_may_be_any_property_and_several_fields()
    {
        const string Rule = "rule cards for each card and country when exactly 2 purchase within 1 hour";
        var run = PatternRun.Of(Rule);
        run.Feed(
            new PatternEvent(1, "purchase", Country: "IT", User: "a", Properties: """{"x":{"card":"no"},"cardNumber":"411\u0031"}"""),
            new PatternEvent(2, "purchase", Country: "NO", User: "b", Properties: """{"card":"4111"}"""),
            new PatternEvent(3, "purchase", Country: "IT", User: "c", Properties: """{"card":4111}"""),
            new PatternEvent(4, "purchase", Country: "IT", User: "d")).End();
        Assert.Equal(["cards@3:0,2"], run.Found);
    }

    [Fact]
    public void Impossible_travel_is_found_by_speed()
    {
        const string Rule = "rule travel for each user when login where speed > 900 and distance > 100";
        var run = PatternRun.Of(Rule);
        run.Feed(
            new PatternEvent(0, "login") { Place = (41.9, 12.5) }, new PatternEvent(3600 * Second, "login") { Place = (59.9, 10.75) },
            new PatternEvent(7200 * Second, "login"), new PatternEvent(5 * 3600 * Second, "login") { Place = (41.9, 12.5) }).End();
        Assert.Equal(["travel@3600000000:1"], run.Found);
        Assert.Contains("\"kilometres an hour\":200", run.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_match_names_its_events_and_what_its_conditions_saw()
    {
        const string Rule = "rule r for each user when a as small where amount < 5 then b as large where amount > 10 * small.amount and count of a in last 1 hour >= 1 and country = \"IT\" within 1 hour";
        var run = PatternRun.Of(Rule).Feed(new PatternEvent(1, "a", 2), new PatternEvent(2, "b", 25, "IT")).End();
        Assert.Equal(
            """{"events":[{"as":"small","offset":0,"at":"1970-01-01T00:00:00.000001Z","amount":2},{"as":"large","offset":1,"at":"1970-01-01T00:00:00.000002Z","amount":25,"country":"IT"}],"remembered":{"count of a in last 1 hour":1}}""",
            Assert.Single(run.Evidence));
    }

    [Fact]
    public void Windows_of_thousands_of_events_stay_small_and_nearly_exact()
    {
        var run = PatternRun.Of("rule r for each user when b where count of a in last 1 hour >= 4990 and sum of amount of a in last 1 hour <= 5010");
        run.Feed(Enumerable.Range(0, 20_000).Select(i => new PatternEvent(i * 720_000L, "a", 1))).Feed(new PatternEvent(20_000 * 720_000L, "b")).End();
        Assert.Single(run.Found);
        Assert.True(run.Matcher.Write(run.Keys.Single(), new byte[run.Matcher.MostBytes(run.Keys.Single())]) < 10_000);
    }

    [Fact]
    public void An_event_that_changes_no_match_allocates_nothing()
    {
        var rules = """
            rule r1 for each user when exactly 3 purchase where amount > 500 within 1 minute
            rule r2 for each user when purchase where count of purchase in last 10 seconds > 1000 or country is new
            rule r3 for each user when purchase where deviation of amount over last 20 purchase > 50 and sum of amount of purchase in last 1 day > 100000
            rule r4 for each user when login as l then purchase where amount > l.amount within 5 minutes
            rule r5 for each user when purchase where property coupon = "X" and amount > 100
            """;
        var steady = new SteadyEvents(rules);
        steady.Run(20_000);
        // The least of some rounds: a collection that another test causes may take pooled memory away in between.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            steady.Run(1_000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));
    }

    [Fact]
    public void Compiling_refuses_what_makes_no_sense()
    {
        foreach (var (rule, reason) in new[]
        {
            ("rule r for each user when a then b", "needs 'within'"), ("rule r for each user when optional a", "without any event"), ("rule r for each user when no a then b within 1 hour", "cannot begin with 'no'"),
            ("rule r for each user when a where amount > \"x\"", "a number cannot be compared with a text"), ("rule r for each user when a where country", "expected a condition"),
            ("rule r for each user when a where country > \"IT\"", "is not smaller or larger"), ("rule r for each user when exactly 0 a", "expected a whole number of times"),
            ("rule r for each user when exactly 3 to 2 a within 1 hour", "at least 3 and at most 2"), ("rule r for each user when a then b within 1 hour skip to first x", "no events named 'x'"),
            ("rule r for each amount when a", "cannot be watched"), ("rule r for each user when a rule r for each user when b", "two rules named 'r'"),
            ("rule r for each user when a where time since last b > 5", "a duration cannot be compared with a number"),
        })
        {
            var error = Assert.Throws<RuleException>(() => PatternRun.Of(rule));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }
}
