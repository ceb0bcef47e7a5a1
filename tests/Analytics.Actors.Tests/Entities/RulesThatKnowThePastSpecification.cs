using Analytics.Actors.Entities;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Rules that come with what they would remember, gathered from the log: they find what they would have found had they been there, and nothing twice.</summary>
public sealed class RulesThatKnowThePastSpecification
{
    private const string Edited = """
        rule more for each user when purchase as p then refund where amount * 2 > p.amount and country is present within 10 minutes
        rule spent for each user when purchase where sum of amount of purchase in last 12 minutes > 1600
        rule everywhere for each city when exactly 3 purchase then no refund within 5 minutes
        """;

    [Fact]
    public void New_and_changed_rules_that_know_the_past_find_what_they_find_when_they_were_there_all_the_time_but_for_what_was_found_before()
    {
        var straight = RuledShard.Play([(0, RuledShard.Stays)], seed: null);
        for (var seed = 200; seed < 220; seed++)
        {
            var random = new Random(seed);
            var (on, edited) = (random.Next(900, 1300), random.Next(1400, 2600));
            var past = on - random.Next(600);
            // No match of the former form is older than that: those it would keep.
            var editedPast = past - random.Next(300);
            var found = RuledShard.Play([(0, RuledShard.Stays), (on, RuledShard.Stays + "\n" + RuledShard.Other), (edited, RuledShard.Stays + "\n" + Edited)], seed, pasts: new() { [on] = past, [edited] = editedPast });
            Assert.Equal(straight, [.. found.Where(alert => RuledShard.Stays.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
            List<AlertResult> expected =
            [
                .. RuledShard.Play([(past, RuledShard.Other)], null, past, edited).Except(RuledShard.Play([(past, RuledShard.Other)], null, past, on)),
                .. RuledShard.Play([(editedPast, Edited)], null, editedPast).Except(RuledShard.Play([(editedPast, Edited)], null, editedPast, edited)),
            ];
            Assert.True(expected.Count > 6, $"{expected.Count} alerts of new rules from {on} on");
            Assert.Equal(expected.Distinct().OrderBy(alert => alert.Id), found.Where(alert => RuledShard.Other.Contains($"rule {alert.Rule} ", StringComparison.Ordinal)).Distinct());
        }
    }

    [Fact]
    public void A_changed_rule_keeps_matches_that_began_before_what_it_knows_of_the_past()
    {
        var shard = new RuledShard("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(RuledShard.Event(0, EventKind.Purchase, 10), RuledShard.Event(1, EventKind.PageView, 0));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount and country is absent within 1 hour", past: (1, [RuledShard.Event(1, EventKind.PageView, 0)]));
        shard.Harness.Feed(RuledShard.Event(50, EventKind.Refund, 10));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal(TestEvent.Micros(RuledShard.Noon), Assert.Single(shard.Harness.Alerts).FirstAt);
    }

    [Fact]
    public void A_rule_does_not_find_again_after_a_change_what_its_new_form_has_found_in_the_past()
    {
        TestEvent[] before = [RuledShard.Event(0, EventKind.Purchase, 10), RuledShard.Event(1, EventKind.Refund, 10)];
        var shard = new RuledShard("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(before);
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount and country is absent within 1 hour", past: (0, before));
        shard.Harness.Feed(RuledShard.Event(50, EventKind.Refund, 10));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void What_was_gathered_for_a_form_of_a_rule_that_is_not_wanted_any_more_changes_nothing_about_the_form_that_runs()
    {
        const string Rule = "rule r for each user when purchase as p then refund where amount > p.amount within 1 hour";
        const string Other = "rule s for each user when exactly 2 purchase within 1 hour";
        TestEvent[] before = [RuledShard.Event(0, EventKind.Purchase, 10)];
        var shard = new RuledShard(Rule);
        shard.Harness.Feed(before);
        shard.Idle(40);
        shard.Change($"{Rule} {Other}", past: (0, before), readFor: $"{Rule.Replace("as p", "as p where amount > 100", StringComparison.Ordinal)} {Other}");
        shard.Harness.Feed(RuledShard.Event(50, EventKind.Refund, 20), RuledShard.Event(51, EventKind.Purchase, 1));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal(["r", "s"], shard.Harness.Alerts.Select(alert => alert.Rule).Order());
    }

    [Fact]
    public void The_first_rules_of_a_shard_know_how_far_its_tenants_have_come()
    {
        // Those of noon wait for their turn when the rule comes; the silence before what comes next gives it to them, which makes that too late.
        const string Rule = "rule r for each user when exactly 3 purchase within 1 hour";
        TestEvent[] before = [At(0, noon: 0), At(100, noon: 0)];
        var straight = new RuledShard(Rule);
        var late = new RuledShard("");
        foreach (var shard in new[] { straight, late })
        {
            shard.Harness.Feed(before);
            shard.Change(Rule, past: shard == straight ? null : (0, before));
            shard.Harness.Feed(At(50, noon: 300), At(120, noon: 300));
            shard.Idle(400);
            shard.Harness.Checkpoint();
            Assert.Equal(TestEvent.Micros(RuledShard.Noon.AddSeconds(120)), Assert.Single(shard.Harness.Alerts).At);
        }

        static TestEvent At(double seconds, double noon) => RuledShard.Event(seconds, EventKind.Purchase, 1) with { Received = RuledShard.Noon.AddSeconds(noon) };
    }

    [Fact]
    public void New_rules_see_what_waits_once_although_it_had_its_turn_in_their_past()
    {
        // The shard set the last one aside: only those who read the log again hear that so much time has passed.
        const string Former = "rule s for each user when exactly 5 purchase where amount > 1 within 1 hour";
        TestEvent[] before = [RuledShard.Event(17, EventKind.Purchase, 970), RuledShard.Event(19, EventKind.Purchase, 669)];
        var shard = new RuledShard(Former);
        shard.Harness.Feed(before);
        shard.Change(Former + " rule r for each user when purchase where amount >= 600 then purchase where amount >= 700 within 1 hour", past: (0, [.. before, RuledShard.Event(60, EventKind.Purchase, 1) with { User = "bob" }]));
        shard.Idle(200);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void The_past_begins_later_when_more_keys_were_there_than_a_shard_has_in_memory()
    {
        var past = new PatternActors(RuledShard.Options with { MostLive = 100 }).PastFor(RuleSet.Compile(RuleParser.ReadAll("rule r for each user when exactly 2 purchase within 10 minutes")))!;
        past.Begin(7);
        var feed = new KindHarness(_ => new PatternActors(RuledShard.Options)) { Offset = 7 };
        feed.Batch = batch => past.Receive(batch, 0, batch.Count);
        feed.Feed(Enumerable.Range(0, 6_000).Select(i => RuledShard.Event(i / 10.0, EventKind.Purchase, 1) with { User = $"user-{i % 50}" }));
        Assert.Equal(7, past.From);
        feed.Feed(Enumerable.Range(0, 6_000).Select(i => RuledShard.Event(600 + i / 100.0, EventKind.Purchase, 1) with { User = $"other-{i}" }));
        Assert.Equal(12_007, past.From);
    }
}
