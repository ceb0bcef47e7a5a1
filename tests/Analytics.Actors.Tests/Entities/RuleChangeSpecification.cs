using Analytics.Actors.Entities;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Rules that change while keys are remembered: what stays is as if nothing had changed, what is new is as if the log began there.</summary>
public sealed class RuleChangeSpecification
{
    private const string Stays = """
        rule fast for each user when exactly 3 purchase or order within 1 minute
        rule unpaid for each user when order as o then no "PAYMENT_SUCCESS" within 2 minutes
        rule often for each user when purchase where count of purchase in last 5 minutes >= 3 and country is new
        """;

    private const string Other = """
        rule more for each user when purchase as p then refund where amount > p.amount within 10 minutes
        rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1500
        rule everywhere for each city when exactly 4 purchase within 5 minutes
        """;

    private const string Edited = """
        rule more for each user when purchase as p then refund where amount * 2 > p.amount and country is present within 10 minutes
        rule spent for each user when purchase where sum of amount of purchase in last 12 minutes > 1600
        rule everywhere for each city when exactly 3 purchase then no refund within 5 minutes
        """;

    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private static readonly PatternOptions Options = new() { Disorder = TimeSpan.FromSeconds(25) };
    private static readonly List<TestEvent> Events = EventStreams.Shuffled(EventStreams.Random(seed: 21, count: 3_000, TimeSpan.FromHours(1), Noon), TimeSpan.FromSeconds(20), seed: 22);

    [Fact]
    public void Rules_that_stay_find_what_they_find_when_nothing_changes_and_new_ones_what_they_find_in_a_log_that_begins_there()
    {
        var straight = Play([(0, Stays)], seed: null);
        Assert.True(straight.Count > 40, $"{straight.Count} alerts");
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var (on, off) = (random.Next(100, 1200), random.Next(1300, 2800));
            var found = Play([(0, Stays), (on, Stays + "\n" + Other), (off, Stays)], seed);
            Assert.Equal(straight, [.. found.Where(alert => Stays.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
            var late = Play([(0, Other)], null, on, off);
            Assert.True(late.Count > 3, $"{late.Count} alerts of new rules from {on} to {off}");
            Assert.Equal(late, [.. found.Where(alert => Other.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
        }
    }

    [Fact]
    public void What_was_away_for_a_while_begins_anew_whether_its_key_was_in_memory_or_not()
    {
        (int, string)[] changes = [(0, Stays + "\n" + Other), (900, Stays), (1_000, Stays + "\n" + Other), (1_000, Stays), (1_010, Stays + "\n" + Other), (2_000, Other)];
        var straight = Play(changes, seed: null);
        for (var seed = 100; seed < 112; seed++) Assert.Equal(straight, Play(changes, seed));
    }

    [Fact]
    public void New_and_changed_rules_that_know_the_past_find_what_they_find_when_they_were_there_all_the_time_but_for_what_was_found_before()
    {
        var straight = Play([(0, Stays)], seed: null);
        for (var seed = 200; seed < 220; seed++)
        {
            var random = new Random(seed);
            var (on, edited) = (random.Next(900, 1300), random.Next(1400, 2600));
            var past = on - random.Next(600);
            // No match of the former form is older than that: those it would keep.
            var editedPast = past - random.Next(300);
            var found = Play([(0, Stays), (on, Stays + "\n" + Other), (edited, Stays + "\n" + Edited)], seed, pasts: new() { [on] = past, [edited] = editedPast });
            Assert.Equal(straight, [.. found.Where(alert => Stays.Contains($"rule {alert.Rule} ", StringComparison.Ordinal))]);
            List<AlertResult> expected =
            [
                .. Play([(past, Other)], null, past, edited).Except(Play([(past, Other)], null, past, on)),
                .. Play([(editedPast, Edited)], null, editedPast).Except(Play([(editedPast, Edited)], null, editedPast, edited)),
            ];
            Assert.True(expected.Count > 6, $"{expected.Count} alerts of new rules from {on} on");
            Assert.Equal(expected.Distinct().OrderBy(alert => alert.Id), found.Where(alert => Other.Contains($"rule {alert.Rule} ", StringComparison.Ordinal)).Distinct());
        }
    }

    [Fact]
    public void A_changed_rule_keeps_matches_that_began_before_what_it_knows_of_the_past()
    {
        var shard = new Run("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(Event(0, EventKind.Purchase, 10), Event(1, EventKind.PageView, 0));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount and country is absent within 1 hour", past: (1, [Event(1, EventKind.PageView, 0)]));
        shard.Harness.Feed(Event(50, EventKind.Refund, 10));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal(TestEvent.Micros(Noon), Assert.Single(shard.Harness.Alerts).FirstAt);
    }

    [Fact]
    public void A_rule_does_not_find_again_after_a_change_what_its_new_form_has_found_in_the_past()
    {
        TestEvent[] before = [Event(0, EventKind.Purchase, 10), Event(1, EventKind.Refund, 10)];
        var shard = new Run("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(before);
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount and country is absent within 1 hour", past: (0, before));
        shard.Harness.Feed(Event(50, EventKind.Refund, 10));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void What_was_gathered_for_a_form_of_a_rule_that_is_not_wanted_any_more_changes_nothing_about_the_form_that_runs()
    {
        const string Rule = "rule r for each user when purchase as p then refund where amount > p.amount within 1 hour";
        const string Other = "rule s for each user when exactly 2 purchase within 1 hour";
        TestEvent[] before = [Event(0, EventKind.Purchase, 10)];
        var shard = new Run(Rule);
        shard.Harness.Feed(before);
        shard.Idle(40);
        shard.Change($"{Rule} {Other}", past: (0, before), readFor: $"{Rule.Replace("as p", "as p where amount > 100", StringComparison.Ordinal)} {Other}");
        shard.Harness.Feed(Event(50, EventKind.Refund, 20), Event(51, EventKind.Purchase, 1));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal(["r", "s"], shard.Harness.Alerts.Select(alert => alert.Rule).Order());
    }

    [Fact]
    public void A_rule_that_goes_on_with_what_is_remembered_finds_at_once_what_its_new_form_finds_those_that_wait_for_their_turn_included()
    {
        const string Before = "rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1500";
        const string After = "rule spent for each user when purchase where sum of amount of purchase in last 10 minutes > 1000";
        for (var seed = 300; seed < 320; seed++)
        {
            var at = new Random(seed).Next(300, 2600);
            var found = Play([(0, Before), (at, After)], seed);
            List<AlertResult> expected = [.. Play([(0, Before)], null, 0, at), .. Play([(0, After)], null).Except(Play([(0, After)], null, 0, at))];
            Assert.True(expected.Count > 20, $"{expected.Count} alerts of a rule that changes at {at}");
            Assert.Equal(expected.OrderBy(alert => alert.Id), found);
        }
    }

    [Fact]
    public void The_first_rules_of_a_shard_know_how_far_its_tenants_have_come()
    {
        // Those of noon wait for their turn when the rule comes; the silence before what comes next gives it to them, which makes that too late.
        const string Rule = "rule r for each user when exactly 3 purchase within 1 hour";
        TestEvent[] before = [At(0, noon: 0), At(100, noon: 0)];
        var straight = new Run(Rule);
        var late = new Run("");
        foreach (var shard in new[] { straight, late })
        {
            shard.Harness.Feed(before);
            shard.Change(Rule, past: shard == straight ? null : (0, before));
            shard.Harness.Feed(At(50, noon: 300), At(120, noon: 300));
            shard.Idle(400);
            shard.Harness.Checkpoint();
            Assert.Equal(TestEvent.Micros(Noon.AddSeconds(120)), Assert.Single(shard.Harness.Alerts).At);
        }

        static TestEvent At(double seconds, double noon) => Event(seconds, EventKind.Purchase, 1) with { Received = Noon.AddSeconds(noon) };
    }

    [Fact]
    public void New_rules_see_what_waits_once_although_it_had_its_turn_in_their_past()
    {
        // The shard set the last one aside: only those who read the log again hear that so much time has passed.
        const string Former = "rule s for each user when exactly 5 purchase where amount > 1 within 1 hour";
        TestEvent[] before = [Event(17, EventKind.Purchase, 970), Event(19, EventKind.Purchase, 669)];
        var shard = new Run(Former);
        shard.Harness.Feed(before);
        shard.Change(Former + " rule r for each user when purchase where amount >= 600 then purchase where amount >= 700 within 1 hour", past: (0, [.. before, Event(60, EventKind.Purchase, 1) with { User = "bob" }]));
        shard.Idle(200);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void The_past_begins_later_when_more_keys_were_there_than_a_shard_has_in_memory()
    {
        var past = new PatternActors(Options with { MostLive = 100 }).PastFor(RuleSet.Compile(RuleParser.ReadAll("rule r for each user when exactly 2 purchase within 10 minutes")))!;
        past.Begin(7);
        var feed = new KindHarness(_ => new PatternActors(Options)) { Offset = 7 };
        feed.Batch = past.Receive;
        feed.Feed(Enumerable.Range(0, 6_000).Select(i => Event(i / 10.0, EventKind.Purchase, 1) with { User = $"user-{i % 50}" }));
        Assert.Equal(7, past.From);
        feed.Feed(Enumerable.Range(0, 6_000).Select(i => Event(600 + i / 100.0, EventKind.Purchase, 1) with { User = $"other-{i}" }));
        Assert.Equal(12_007, past.From);
    }

    [Theory]
    [InlineData("rule unpaid for each city when order then no \"PAYMENT_SUCCESS\" within 2 minutes", false)]
    [InlineData("rule many for each city when exactly 5 order within 2 minutes", true)]
    public void A_rule_of_events_that_come_only_because_rules_look_at_them_has_no_past_in_a_log_that_lacks_some(string rule, bool has)
    {
        const string Former = "rule large for each city when order where amount > 1000";
        var kind = new PatternActors(Options with { OnlyWatched = true });
        var running = RuleSet.Compile(RuleParser.ReadAll(Former));
        kind.Run(running, RuleHistory.None.Next(RuleSet.Empty, RuleSet.Empty, 0).Next(RuleSet.Empty, running, 70));
        var next = RuleSet.Compile(RuleParser.ReadAll($"{Former} {rule}"));
        Assert.Equal(has ? next.NewTo(running).Select(one => one.Rule.Definition.Name) : [], kind.Lacking(next));
        Assert.Equal(has ? 70 : long.MaxValue, kind.PastFor(RuleSet.Compile(RuleParser.ReadAll(rule)))!.Earliest);
    }

    [Fact]
    public void A_rule_that_keeps_its_beginning_keeps_its_unfinished_matches()
    {
        var shard = new Run("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(Event(0, EventKind.Purchase, 10));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p then refund where amount >= p.amount or amount = 1 within 1 hour");
        shard.Harness.Feed(Event(3500, EventKind.Refund, 10));
        shard.Idle(4000);
        shard.Harness.Checkpoint();
        Assert.Equal(2u, Assert.Single(shard.Harness.Alerts).Events);
    }

    [Fact]
    public void A_rule_that_changes_its_beginning_begins_anew()
    {
        var shard = new Run("rule r for each user when purchase as p then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(Event(0, EventKind.Purchase, 10));
        shard.Idle(40);
        shard.Change("rule r for each user when purchase as p where amount > 1 then refund where amount > p.amount within 1 hour");
        shard.Harness.Feed(Event(50, EventKind.Refund, 11));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Empty(shard.Harness.Alerts);
    }

    [Fact]
    public void A_shadow_rule_says_so_in_its_alerts_and_keeps_its_matches_when_it_is_promoted()
    {
        const string Rule = "rule r for each user when exactly 2 purchase within 1 hour";
        var shard = new Run(Rule, shadow: true);
        shard.Harness.Feed(Event(0, EventKind.Purchase, 1), Event(1, EventKind.Purchase, 1), Event(2, EventKind.Purchase, 1));
        shard.Idle(40);
        shard.Change(Rule);
        shard.Harness.Feed(Event(50, EventKind.Purchase, 1));
        shard.Idle(100);
        shard.Harness.Checkpoint();
        Assert.Equal([true, false], shard.Harness.Alerts.Select(alert => alert.IsShadow));
        Assert.Equal(TestEvent.Micros(Noon.AddSeconds(2)), shard.Harness.Alerts[1].FirstAt);
    }

    private static TestEvent Event(double seconds, EventKind kind, double amount) =>
        new() { User = "ann", At = Noon.AddSeconds(seconds), Type = kind.ToString().ToLowerInvariant(), Kind = kind, Amount = (decimal)amount };

    // In order by id, because which of two alerts at one time comes first depends on where checkpoints were.
    private static List<AlertResult> Play((int At, string Rules)[] changes, int? seed, int from = 0, int to = int.MaxValue, Dictionary<int, int>? pasts = null)
    {
        var shard = new Run(changes[0].Rules, options: seed is { } one && one % 2 == 0 ? Options with { MostLive = 2 } : Options);
        var random = seed is { } given ? new Random(given) : null;
        var (done, saved, next) = (from, from, 1);
        while (done < Math.Min(to, Events.Count))
        {
            for (; next < changes.Length && changes[next].At == done; next++)
            {
                shard.Harness.Offset = done;
                if (pasts?.TryGetValue(done, out var past) == true) shard.Change(changes[next].Rules, (past, Events.GetRange(past, done - past)));
                else shard.Change(changes[next].Rules);
                saved = done;
            }

            shard.Harness.Offset = done;
            var until = Math.Min(Math.Min(to, Events.Count), next < changes.Length ? changes[next].At : int.MaxValue);
            var size = Math.Min(1 + (random?.Next(40) ?? 40), until - done);
            shard.Harness.Feed(Events.GetRange(done, size));
            done += size;
            switch (random?.Next(10) ?? 9)
            {
                case < 3:
                    shard.Harness.Checkpoint();
                    saved = done;
                    break;
                case 3:
                    shard.Harness.Revert();
                    done = saved;
                    break;
                case 4:
                    shard.Harness.Restart();
                    done = saved;
                    break;
            }
        }

        shard.Harness.Checkpoint();
        return [.. shard.Harness.Alerts.OrderBy(alert => alert.Id).Select(alert => alert with { Evidence = "" })];
    }

    /// <summary>A shard whose rules change as <see cref="Rules.ShardRules"/> changes them: a checkpoint, the change, a checkpoint.</summary>
    private sealed class Run
    {
        private RuleSet _rules;
        private RuleHistory _history = RuleHistory.None;

        public Run(string rules, bool shadow = false, PatternOptions? options = null)
        {
            _rules = Compile(rules, shadow);
            Harness = new KindHarness(_ =>
            {
                var kind = new PatternActors(options ?? Options);
                kind.Run(_rules, _history);
                return kind;
            });
        }

        public KindHarness Harness { get; }

        /// <param name="rules">The rules from now on.</param>
        /// <param name="past">What is new in them knows these events, the last of which is the last that the others know, too.</param>
        /// <param name="readFor">The rules that this was gathered for; default those that lack it.</param>
        public void Change(string rules, (int From, IReadOnlyList<TestEvent> Events)? past = null, string? readFor = null)
        {
            Harness.Checkpoint();
            var next = Compile(rules, false);
            var kind = (PatternActors)Harness.Kind;
            var gathered = past is null ? null : kind.PastFor(readFor is null ? RuleSet.Compile([.. kind.Lacking(next).Select(name => next.Find(name)!.Definition)]) : Compile(readFor, false))!;
            if (past is var (from, events))
            {
                gathered!.Begin(from);
                var feed = new KindHarness(_ => new PatternActors(Options)) { Offset = from, Batch = gathered.Receive };
                foreach (var batch in events.Chunk(37)) feed.Feed(batch);
            }

            _history = _history.Next(_rules, next, Harness.Offset, gathered?.From);
            _rules = next;
            kind.Run(_rules, _history, gathered);
            Harness.Checkpoint();
        }

        public void Idle(double seconds) => Harness.Idle(Noon.AddSeconds(seconds));

        private static RuleSet Compile(string rules, bool shadow)
        {
            if (rules.Length == 0) return RuleSet.Empty;
            var read = RuleParser.ReadAll(rules);
            return RuleSet.Compile(read, shadow ? read.Select(rule => rule.Name).ToHashSet() : null);
        }
    }
}
