using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Entities;

public sealed class PatternActorsSpecification
{
    private const string Velocity = "rule velocity severity high for each user when exactly 5 purchase or order within 1 minute";

    private const string Several = """
        rule fast for each user when exactly 3 purchase or order within 1 minute
        rule unpaid for each user when order as o then no "PAYMENT_SUCCESS" within 2 minutes
        rule often for each user when purchase where count of purchase in last 5 minutes >= 1 and country is new
        rule large for each user when purchase where amount > 900
        rule odd for each user and country when purchase as p then refund where amount > p.amount within 10 minutes
        """;

    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private readonly KindHarness _shard = Shard(Velocity);

    [Fact]
    public void Five_purchases_of_a_user_within_a_minute_make_an_alert_and_the_count_starts_anew()
    {
        _shard.Feed(Enumerable.Range(0, 9).Select(i => Purchase("ann", i * 10)));
        _shard.Idle(Noon.AddSeconds(90));
        _shard.Checkpoint();
        var alert = Assert.Single(_shard.Alerts);
        Assert.Equal(("demo", "user", "ann", "velocity", 5u, "high"), (alert.Tenant, alert.KeyField, alert.Key, alert.Rule, alert.Events, alert.Severity));
        Assert.Equal((TestEvent.Micros(Noon), TestEvent.Micros(Noon.AddSeconds(40))), (alert.FirstAt, alert.At));
        Assert.StartsWith("{\"events\":[{\"offset\":0,\"at\":\"2026-11-21T12:00:00Z\"", alert.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_orders_of_the_same_user_and_tenant_count_together()
    {
        _shard.Feed(Enumerable.Range(0, 4).SelectMany(i => new[]
        {
            Purchase("ann", i), Purchase("bob", i), Purchase("ann", i) with { Tenant = "other" }, Purchase("ann", i) with { Kind = EventKind.Payment, Type = "payment" },
            Purchase("ann", i) with { SetAside = true }, Purchase("", i) with { ClientSession = "s" },
        }));
        _shard.Feed(Purchase("bob", 5) with { Kind = EventKind.OrderPlaced });
        _shard.Idle(Noon.AddSeconds(20));
        _shard.Checkpoint();
        Assert.Equal("bob", Assert.Single(_shard.Alerts).Key);
    }

    [Fact]
    public void An_alert_waits_for_events_that_may_still_come_and_a_rule_of_one_event_does_not()
    {
        var shard = Shard(Several);
        shard.Feed(Purchase("ann", 0), Purchase("ann", 1), Purchase("ann", 2) with { Amount = 1000 });
        shard.Checkpoint();
        Assert.Equal(["large"], shard.Alerts.Select(alert => alert.Rule));
        shard.Idle(Noon.AddSeconds(4));
        shard.Checkpoint();
        Assert.Equal(["large", "fast"], shard.Alerts.Select(alert => alert.Rule));
    }

    [Fact]
    public void Without_disorder_an_alert_is_raised_by_the_event_that_completes_it_and_an_older_event_of_the_key_is_too_late()
    {
        var shard = Shard(Several, new PatternOptions { Disorder = TimeSpan.Zero });
        shard.Feed(Purchase("ann", 10), Purchase("bob", 0), Purchase("ann", 5), Purchase("ann", 11), Purchase("bob", 1), Purchase("bob", 2), Purchase("ann", 12));
        shard.Checkpoint();
        Assert.Equal([("fast", "bob"), ("fast", "ann")], shard.Alerts.Where(alert => alert.Rule == "fast").Select(alert => (alert.Rule, alert.Key)));
        Assert.Equal(TestEvent.Micros(Noon.AddSeconds(10)), shard.Alerts[^1].FirstAt);
    }

    [Fact]
    public void What_does_not_happen_is_noticed_without_another_event_after_a_restart_too()
    {
        var shard = Shard(Several);
        shard.Feed(Purchase("ann", 0) with { Kind = EventKind.OrderPlaced, Type = "order_placed" });
        shard.Checkpoint();
        shard.Restart();
        shard.Idle(Noon.AddSeconds(121));
        shard.Checkpoint();
        Assert.Empty(shard.Alerts);
        shard.Restart();
        shard.Idle(Noon.AddSeconds(122));
        shard.Checkpoint();
        Assert.Equal("unpaid", Assert.Single(shard.Alerts).Rule);
    }

    [Fact]
    public void What_arrived_longer_ago_than_the_retention_is_forgotten_everywhere()
    {
        var shard = Shard(Velocity, new PatternOptions { StateRetention = TimeSpan.FromHours(1) });
        shard.Feed(Enumerable.Range(0, 4).Select(i => Purchase("ann", i) with { Received = Noon }));
        shard.Idle(Noon.AddMinutes(1));
        shard.Checkpoint();
        Assert.Equal(2, shard.Storage.Count);

        shard.Feed(Purchase("ann", 5) with { Received = Noon.AddHours(2) });
        shard.Checkpoint();
        shard.Idle(Noon.AddHours(2).AddMinutes(1));
        shard.Checkpoint();
        Assert.Empty(shard.Alerts);

        shard.Idle(Noon.AddHours(4));
        shard.Checkpoint();
        Assert.Equal((1, 0L, 0L), (shard.Storage.Count, shard.Kind.Counts.Live, shard.Kind.Counts.Passive));
    }

    [Fact]
    public void Crashes_and_too_little_memory_change_no_alert()
    {
        var events = EventStreams.Shuffled(EventStreams.Random(seed: 11, count: 4_000, TimeSpan.FromHours(1), Noon), TimeSpan.FromSeconds(20), seed: 12);
        var options = new PatternOptions { Disorder = TimeSpan.FromSeconds(25) };
        var straight = Shard(Several, options);
        straight.Feed(events);
        straight.Checkpoint();
        Assert.True(straight.Alerts.Count > 40, $"{straight.Alerts.Count} alerts");
        Assert.Equal(5, straight.Alerts.Select(alert => alert.Rule).Distinct().Count());
        Assert.Equal(straight.Alerts.Count, straight.Alerts.Select(alert => alert.Id).Distinct().Count());
        for (var seed = 0; seed < 20; seed++)
        {
            var broken = Shard(Several, options with { MostLive = seed % 2 == 0 ? 2 : 1_000 });
            ScenarioRun.Play(broken, events, new Random(seed));
            Assert.Equal(straight.Alerts.OrderBy(alert => alert.Id), broken.Alerts.OrderBy(alert => alert.Id));
        }
    }

    [Fact]
    public void A_clock_that_is_ahead_of_what_comes_is_no_silence_so_that_cuts_between_the_events_change_no_alert()
    {
        TestEvent[] events = [Purchase("ann", 10), Purchase("ann", 11) with { Tenant = "other" }, Purchase("ann", 9), Purchase("ann", 8), Purchase("ann", 14), Purchase("ann", 15)];
        string[] Found(int batch)
        {
            var shard = Shard("rule two for each user when exactly 2 purchase within 1 minute");
            shard.Idle(Noon.AddHours(1));
            foreach (var some in events.Chunk(batch))
            {
                shard.Feed(some);
                shard.Checkpoint();
            }

            shard.Idle(Noon.AddHours(2));
            shard.Checkpoint();
            return [.. shard.Alerts.Select(alert => alert.Evidence).Order()];
        }

        Assert.Equal(2, Found(events.Length).Length);
        for (var batch = 1; batch < events.Length; batch++) Assert.Equal(Found(events.Length), Found(batch));
    }

    [Fact]
    public void Arrivals_that_do_not_ascend_change_no_alert_wherever_the_cuts_are()
    {
        TestEvent[] events =
        [
            Purchase("ann", 10), Purchase("bob", 0) with { Tenant = "other", Received = Noon.AddSeconds(20) }, Purchase("ann", 9) with { Received = Noon.AddSeconds(11) },
            Purchase("ann", 8) with { Received = Noon.AddSeconds(12) }, Purchase("ann", 30),
        ];
        string[] Found(int batch)
        {
            var shard = Shard("rule two for each user when exactly 2 purchase within 1 minute");
            foreach (var some in events.Chunk(batch)) shard.Feed(some);
            shard.Idle(Noon.AddHours(2));
            shard.Checkpoint();
            return [.. shard.Alerts.Select(alert => alert.Evidence)];
        }

        Assert.Single(Found(events.Length));
        for (var batch = 1; batch < events.Length; batch++) Assert.Equal(Found(events.Length), Found(batch));
    }

    [Theory, InlineData(29, true), InlineData(31, false)]
    public void An_event_that_arrives_before_a_silence_ended_says_that_it_met_it_also_after_it_was_taken_back(int arrival, bool met)
    {
        _shard.Feed(Purchase("ann", 0));
        _shard.Idle(Noon.AddSeconds(30));
        Assert.True(_shard.Context.MovedBySilence);
        _shard.Checkpoint();
        for (var i = 0; i < 2; i++)
        {
            _shard.Context.MetSilence = false;
            _shard.Feed(Purchase("ann", 5) with { Received = Noon.AddSeconds(arrival) });
            Assert.Equal(met, _shard.Context.MetSilence);
            _shard.Feed(Purchase("ann", 90));
            _shard.Revert();
        }
    }

    [Fact]
    public void Another_rule_gives_other_alerts_and_another_reason_does_not()
    {
        var shards = new[] { Velocity, Velocity.Replace("1 minute", "59 seconds", StringComparison.Ordinal), Velocity.Replace("severity high", "because \"x\"", StringComparison.Ordinal) }.Select(rule => Shard(rule)).ToArray();
        foreach (var shard in shards)
        {
            shard.Feed(Enumerable.Range(0, 5).Select(i => Purchase("ann", i)));
            shard.Idle(Noon.AddMinutes(1));
            shard.Checkpoint();
        }

        Assert.NotEqual(shards[0].Alerts[0].Version, shards[1].Alerts[0].Version);
        Assert.NotEqual(shards[0].Alerts[0].Id, shards[1].Alerts[0].Id);
        Assert.Equal(shards[0].Alerts[0].Id, shards[2].Alerts[0].Id);
    }

    [Fact]
    public void A_limit_that_is_hit_raises_an_alert_once_an_hour()
    {
        var shard = Shard("rule r for each user when purchase as p then refund where amount = p.amount within 1 hour", new PatternOptions { Limits = new PatternLimits { PartialsPerRule = 2 } });
        shard.Feed(Enumerable.Range(0, 9).Select(i => Purchase("ann", i) with { Amount = i }));
        shard.Idle(Noon.AddMinutes(1));
        shard.Checkpoint();
        var alert = Assert.Single(shard.Alerts);
        Assert.Equal((PatternActors.LimitRule, "ann", "low", """{"limit":"partials-per-rule","rule":"r"}"""), (alert.Rule, alert.Key, alert.Severity, alert.Evidence));
    }

    [Fact]
    public void A_shard_of_a_lane_of_many_keys_looks_at_its_own_only()
    {
        const string Rule = "rule r for each city when purchase";
        foreach (var (has, alerts) in new[] { (true, 1), (false, 0) })
        {
            var shard = Shard(Rule, new PatternOptions { Has = _ => has });
            shard.Feed(Purchase("ann", 0) with { City = "Rome" });
            shard.Checkpoint();
            Assert.Equal(alerts, shard.Alerts.Count(alert => (alert.KeyField, alert.Key) == ("city", "Rome")));
        }
    }

    [Fact]
    public void A_key_that_no_rule_watches_any_more_leaves_storage()
    {
        _shard.Feed(Purchase("ann", 0));
        _shard.Checkpoint();
        var other = new KindHarness(_ => new PatternActors(new PatternOptions()));
        foreach (var (key, state) in _shard.Storage) other.Storage.Add(key, state);
        other.Restart();
        other.Checkpoint();
        Assert.Single(other.Storage);
    }

    [Fact]
    public void A_user_is_described_by_tenant_and_id()
    {
        _shard.Feed(Purchase("ann", 0), Purchase("ann", 1));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Assert.True(_shard.Kind.TryDescribe("demo:ann", _shard.Context, json));
        Assert.Contains("\"waiting\":2", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
        Assert.Equal(("demo:ann", 2L), Assert.Single(_shard.Kind.Busiest(5)));
    }

    private static KindHarness Shard(string rules, PatternOptions? options = null)
    {
        var compiled = RuleSet.Compile(RuleParser.ReadAll(rules));
        return new KindHarness(_ =>
        {
            var kind = new PatternActors(options ?? new PatternOptions());
            kind.Run(compiled, RuleHistory.None);
            return kind;
        });
    }

    private static TestEvent Purchase(string user, double seconds) => new() { User = user, At = Noon.AddSeconds(seconds), Type = "purchase", Kind = EventKind.Purchase, Amount = 5 };
}
