using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

public sealed class VelocityActorsSpecification
{
    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private readonly KindHarness _shard = Shard(new VelocityOptions());

    [Fact]
    public void Five_purchases_of_a_user_within_a_minute_make_an_alert_and_the_count_starts_anew()
    {
        _shard.Feed(Enumerable.Range(0, 9).Select(i => Purchase("ann", i * 10)));
        _shard.Checkpoint();
        var alert = Assert.Single(_shard.Alerts);
        Assert.Equal(("demo", "ann", "velocity", 5u), (alert.Tenant, alert.User, alert.Rule, alert.Events));
        Assert.Equal((TestEvent.Micros(Noon), TestEvent.Micros(Noon.AddSeconds(40))), (alert.FirstAt, alert.At));

        _shard.Feed(Purchase("ann", 90));
        _shard.Checkpoint();
        Assert.Equal(TestEvent.Micros(Noon.AddSeconds(90)), _shard.Alerts[1].At);
        Assert.NotEqual(alert.Id, _shard.Alerts[1].Id);
    }

    [Fact]
    public void A_purchase_exactly_a_minute_before_does_not_count()
    {
        _shard.Feed(Purchase("ann", 0), Purchase("ann", 15), Purchase("ann", 30), Purchase("ann", 45), Purchase("ann", 60));
        _shard.Checkpoint();
        Assert.Empty(_shard.Alerts);
    }

    [Fact]
    public void Only_orders_of_the_same_user_and_tenant_count_together()
    {
        _shard.Feed(Enumerable.Range(0, 4).SelectMany(i => new[]
        {
            Purchase("ann", i), Purchase("bob", i), Purchase("ann", i) with { Tenant = "other" }, Purchase("ann", i) with { Kind = EventKind.Payment },
            Purchase("ann", i) with { SetAside = true }, Purchase("", i) with { ClientSession = "s" },
        }));
        _shard.Checkpoint();
        Assert.Empty(_shard.Alerts);
        _shard.Feed(Purchase("bob", 5) with { Kind = EventKind.OrderPlaced });
        _shard.Checkpoint();
        Assert.Equal("bob", Assert.Single(_shard.Alerts).User);
    }

    [Fact]
    public void What_arrived_longer_ago_than_the_retention_is_forgotten_everywhere()
    {
        _shard.Feed(Enumerable.Range(0, 4).Select(i => Purchase("ann", i) with { Received = Noon }));
        _shard.Checkpoint();
        Assert.Single(_shard.Storage);

        _shard.Feed(Purchase("ann", 5) with { Received = Noon.AddHours(2) });
        _shard.Checkpoint();
        Assert.Empty(_shard.Alerts);

        _shard.Idle(Noon.AddHours(4));
        _shard.Checkpoint();
        Assert.Equal((0, 0L, 0L), (_shard.Storage.Count, _shard.Kind.Counts.Live, _shard.Kind.Counts.Passive));
    }

    [Fact]
    public void Crashes_and_too_little_memory_change_no_alert()
    {
        var events = EventStreams.Shuffled(EventStreams.Random(seed: 11, count: 4_000, TimeSpan.FromHours(1), Noon), TimeSpan.FromSeconds(20), seed: 12);
        var straight = Shard(new VelocityOptions { Events = 3 });
        straight.Feed(events);
        straight.Checkpoint();
        Assert.True(straight.Alerts.Count > 40, $"{straight.Alerts.Count} alerts");
        Assert.Equal(straight.Alerts.Count, straight.Alerts.Select(alert => alert.Id).Distinct().Count());
        for (var seed = 0; seed < 20; seed++)
        {
            var broken = Shard(new VelocityOptions { Events = 3, MostLive = seed % 2 == 0 ? 2 : 1_000 });
            ScenarioRun.Play(broken, events, new Random(seed));
            Assert.Equal(straight.Alerts, broken.Alerts);
        }
    }

    [Fact]
    public void Another_rule_gives_other_alerts()
    {
        var stricter = Shard(new VelocityOptions { Events = 5, Within = TimeSpan.FromSeconds(59) });
        foreach (var shard in new[] { _shard, stricter })
        {
            shard.Feed(Enumerable.Range(0, 5).Select(i => Purchase("ann", i)));
            shard.Checkpoint();
        }

        Assert.NotEqual(_shard.Alerts[0].Version, stricter.Alerts[0].Version);
        Assert.NotEqual(_shard.Alerts[0].Id, stricter.Alerts[0].Id);
    }

    [Fact]
    public void A_user_is_described_by_tenant_and_id()
    {
        _shard.Feed(Purchase("ann", 0), Purchase("ann", 1));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Assert.True(_shard.Kind.TryDescribe("demo:ann", _shard.Context, json));
        Assert.Contains("\"remembered\":2", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
        Assert.Equal(("demo:ann", 2L), Assert.Single(_shard.Kind.Busiest(5)));
    }

    private static KindHarness Shard(VelocityOptions options) => new(_ => new VelocityActors(options));

    private static TestEvent Purchase(string user, double seconds) => new() { User = user, At = Noon.AddSeconds(seconds), Type = "purchase", Kind = EventKind.Purchase, Amount = 5 };
}
