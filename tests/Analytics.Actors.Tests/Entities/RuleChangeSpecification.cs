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
    private static List<AlertResult> Play((int At, string Rules)[] changes, int? seed, int from = 0, int to = int.MaxValue)
    {
        var shard = new Run(changes[0].Rules, options: seed is { } one && one % 2 == 0 ? Options with { MostLive = 2 } : Options);
        var random = seed is { } given ? new Random(given) : null;
        var (done, saved, next) = (from, from, 1);
        while (done < Math.Min(to, Events.Count))
        {
            for (; next < changes.Length && changes[next].At == done; next++)
            {
                shard.Harness.Offset = done;
                shard.Change(changes[next].Rules);
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

        public void Change(string rules)
        {
            Harness.Checkpoint();
            var next = Compile(rules, false);
            _history = _history.Next(_rules, next, Harness.Offset);
            _rules = next;
            ((PatternActors)Harness.Kind).Run(_rules, _history);
            Harness.Checkpoint();
        }

        public void Idle(double seconds) => Harness.Idle(Noon.AddSeconds(seconds));

        private static RuleSet Compile(string rules, bool shadow)
        {
            var read = RuleParser.ReadAll(rules);
            return RuleSet.Compile(read, shadow ? read.Select(rule => rule.Name).ToHashSet() : null);
        }
    }
}
