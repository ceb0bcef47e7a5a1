using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Rules that change while keys are remembered: what stays is as if nothing had changed, what is new is as if the log began there.</summary>
public sealed class RuleChangeSpecification
{
    [Fact]
    public void Rules_that_stay_find_what_they_find_when_nothing_changes_and_new_ones_what_they_find_in_a_log_that_begins_there()
    {
        var straight = RuledShard.Play([(0, RuledShard.Stays)], seed: null);
        Assert.True(straight.Count > 40, $"{straight.Count} alerts");
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var (on, off) = (random.Next(100, 1200), random.Next(1300, 2800));
            var found = RuledShard.Play([(0, RuledShard.Stays), (on, RuledShard.Stays + "\n" + RuledShard.Other), (off, RuledShard.Stays)], seed);
            Assert.Equal(straight, [.. found.Where(alert => RuledShard.Stays.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
            var late = RuledShard.Play([(0, RuledShard.Other)], null, on, off);
            Assert.True(late.Count > 3, $"{late.Count} alerts of new rules from {on} to {off}");
            Assert.Equal(late, [.. found.Where(alert => RuledShard.Other.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
        }
    }

    [Fact]
    public void What_was_away_for_a_while_begins_anew_whether_its_key_was_in_memory_or_not()
    {
        (int, string)[] changes = [(0, RuledShard.Stays + "\n" + RuledShard.Other), (900, RuledShard.Stays), (1_000, RuledShard.Stays + "\n" + RuledShard.Other), (1_000, RuledShard.Stays), (1_010, RuledShard.Stays + "\n" + RuledShard.Other), (2_000, RuledShard.Other)];
        var straight = RuledShard.Play(changes, seed: null);
        for (var seed = 100; seed < 112; seed++) Assert.Equal(straight, RuledShard.Play(changes, seed));
    }

    [Fact]
    public void A_rule_that_goes_on_with_what_is_remembered_finds_at_once_what_its_new_form_finds_those_that_wait_for_their_turn_included()
    {
        const string Before = "rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1500";
        const string After = "rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1000";
        for (var seed = 300; seed < 320; seed++)
        {
            var at = new Random(seed).Next(300, 2600);
            var found = RuledShard.Play([(0, Before), (at, After)], seed);
            List<AlertResult> expected = [.. RuledShard.Play([(0, Before)], null, 0, at), .. RuledShard.Play([(0, After)], null).Except(RuledShard.Play([(0, After)], null, 0, at))];
            Assert.True(expected.Count > 20, $"{expected.Count} alerts of a rule that changes at {at}");
            Assert.Equal(expected.OrderBy(alert => alert.Id), found);
        }
    }

    [Fact]
    public void A_rule_that_keeps_its_beginning_keeps_its_unfinished_matches()
    {
        var shard = new RuledShard("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(RuledShard.Event(0, EventKind.Purchase, 10));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount or amount = 1 within 1 hour");
        shard.Harness.Feed(RuledShard.Event(3500, EventKind.Refund, 10));
        shard.Idle(4000);
        shard.Harness.Checkpoint();
        Assert.Equal(2u, Assert.Single(shard.Harness.Alerts).Events);
    }

    [Fact]
    public void A_rule_that_changes_its_beginning_begins_anew()
    {
        var shard = new RuledShard("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(RuledShard.Event(0, EventKind.Purchase, 10));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p where amount > 1 then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(RuledShard.Event(50, EventKind.Refund, 11));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void A_shadow_rule_says_so_in_its_alerts_and_keeps_its_matches_when_it_is_promoted()
    {
        const string Rule = "rule r for each user when exactly 2 purchase within 1 hour";
        var shard = new RuledShard(Rule, shadow: true);
        shard.Harness.Feed(RuledShard.Event(0, EventKind.Purchase, 1), RuledShard.Event(1, EventKind.Purchase, 1), RuledShard.Event(2, EventKind.Purchase, 1));
        shard.Idle(40);
        shard.Change(Rule);
        shard.Harness.Feed(RuledShard.Event(50, EventKind.Purchase, 1));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal([true, false], shard.Harness.Alerts.Select(alert => alert.IsShadow));
        Assert.Equal(TestEvent.Micros(RuledShard.Noon.AddSeconds(2)), shard.Harness.Alerts[1].FirstAt);
    }
}
