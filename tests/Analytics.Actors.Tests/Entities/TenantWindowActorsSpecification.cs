using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Tests.Entities;

public sealed class TenantWindowActorsSpecification
{
    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private readonly KindHarness _shard = new(shard => new TenantWindowActors(new TenantWindowOptions(), shard));

    [Fact]
    public void A_window_is_early_then_on_time_once_and_whole_then_corrected_where_it_changed()
    {
        _shard.Feed(Order(1, 10m), Order(2, 5m) with { Type = "search", Kind = EventKind.Search, Amount = null });
        _shard.Checkpoint();
        Assert.All(Hours(), row => Assert.Equal((WindowPane.Early, 1u), (row.Pane, row.Revision)));
        var cells = Hours().Count;

        _shard.Idle(Noon.AddHours(1));
        _shard.Checkpoint();
        var onTime = Hours().Where(row => row.Revision == 2).ToList();
        Assert.Equal(cells, onTime.Count);
        Assert.All(onTime, row => Assert.Equal(WindowPane.OnTime, row.Pane));

        _shard.Idle(Noon.AddHours(1).AddMinutes(1));
        _shard.Checkpoint();
        Assert.DoesNotContain(Hours(), row => row.Revision == 3);

        _shard.Feed(Order(3, 1m));
        _shard.Checkpoint();
        var corrected = Hours().Where(row => row.Revision == 3).ToList();
        Assert.All(corrected, row => Assert.Equal(WindowPane.Correcting, row.Pane));
        Assert.DoesNotContain(corrected, row => row.Value == "search");
        Assert.Equal("11", corrected.Single(row => row.Value == "orders").Amount);
    }

    [Fact]
    public void Nothing_is_emitted_when_nothing_changed()
    {
        _shard.Feed(Order(1, 10m));
        _shard.Checkpoint();
        var rows = _shard.Windows.Count;
        _shard.Checkpoint();
        Assert.Equal(rows, _shard.Windows.Count);
    }

    [Fact]
    public void Of_the_sliding_windows_around_the_newest_minute_only_the_one_that_ends_with_it_is_emitted_early()
    {
        _shard.Feed(Order(7, 10m));
        _shard.Checkpoint();
        var starts = Sliding().Select(row => row.Start).Distinct();
        Assert.Equal(TestEvent.Micros(Noon.AddMinutes(3)), Assert.Single(starts));

        _shard.Idle(Noon.AddMinutes(12));
        _shard.Checkpoint();
        Assert.Equal(Enumerable.Range(3, 5).Select(minute => TestEvent.Micros(Noon.AddMinutes(minute))), Sliding().Select(row => row.Start).Distinct().Order());
    }

    [Fact]
    public void History_makes_hours_and_days_but_no_sliding_windows()
    {
        _shard.Feed(EventStreams.ArrivingFrom(Noon, EventStreams.Random(1, 500, TimeSpan.FromDays(2), Noon.AddDays(-3))));
        _shard.Checkpoint();
        Assert.Empty(Sliding());
        Assert.NotEmpty(Hours());
        Assert.DoesNotContain(_shard.Storage.Keys, key => key.Contains("five-minutes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UTC", "2026-11-21T12:34:00Z", "2026-11-21T12:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-11-21T12:34:00Z", "2026-11-21T12:30:00Z", "2026-11-20T18:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-24T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-24T22:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:30:00Z", "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z")]
    public void Hours_and_days_follow_the_tenants_zone(string zone, string at, string hour, string day)
    {
        _shard.Default = new TenantSettings { Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        _shard.Feed(new TestEvent { At = Utc(at) });
        _shard.Checkpoint();
        Assert.Equal(TestEvent.Micros(Utc(hour)), Hours()[0].Start);
        Assert.Equal(TestEvent.Micros(Utc(day)), _shard.Windows.First(row => row.Granularity == WindowGranularity.Day).Start);
    }

    [Fact]
    public void Amounts_without_a_currency_are_in_the_tenants_and_payments_without_a_mode_are_unknown()
    {
        _shard.Default = new TenantSettings { Currency = "BRL" };
        _shard.Feed(Order(1, 3.5m) with { Type = "purchase", Kind = EventKind.Purchase });
        _shard.Checkpoint();
        var row = Hours().Single(row => row.Dimension == WindowDimension.PaymentMode);
        Assert.Equal(("unknown", "BRL", "3.5"), (row.Value, row.Currency, row.Amount));
        Assert.Equal(["orders", "payments"], Hours().Where(cell => cell.Dimension == WindowDimension.Metric).Select(cell => cell.Value));
    }

    [Fact]
    public void Live_totals_add_up_what_the_tenant_sent_before_and_after_a_restart()
    {
        _shard.Feed(Order(1, 3m) with { Type = "purchase", Kind = EventKind.Purchase }, Order(2, 4m));
        _shard.Checkpoint();
        _shard.Restart();
        _shard.Feed(Order(2, 1m) with { Type = "purchase", Kind = EventKind.Purchase });
        var live = ((TenantWindowActors)_shard.Kind).Live(Symbols.Intern("demo"))!;
        Assert.Equal((3L, 3L, 2L, 1L), (live.Events, live.Orders, live.Payments, live.EventsLastMinute));
        Assert.Equal(("USD", (Int128)4_000_000), (live.RevenueByCurrency[0].Key, live.RevenueByCurrency[0].Value));
        Assert.Equal(("purchase", 2L), (live.EventsByType[0].Key, live.EventsByType[0].Value));
        Assert.Null(((TenantWindowActors)_shard.Kind).Live(Symbols.Intern("nobody")));
    }

    [Fact]
    public void A_past_window_leaves_memory_and_a_late_event_brings_it_back()
    {
        _shard.Feed(Order(1, 3m));
        _shard.Checkpoint();
        _shard.Idle(Noon.AddHours(4));
        _shard.Checkpoint();
        _shard.Idle(Noon.AddHours(5));
        Assert.DoesNotContain(_shard.Kind.Busiest(100), window => window.Key.Contains("hour", StringComparison.Ordinal));
        Assert.True(_shard.Kind.Counts.Passive > 0);
        _shard.Feed(Order(2, 4m) with { Received = Noon.AddHours(6) });
        _shard.Checkpoint();
        Assert.Equal("7", WindowResult.Final(Hours()).Single(row => row.Value == "orders").Amount);
    }

    [Fact]
    public void State_is_forgotten_after_its_retention_in_memory_and_in_storage()
    {
        _shard.Feed(Order(1, 3m));
        _shard.Checkpoint();
        _shard.Idle(Noon.AddDays(3));
        _shard.Checkpoint();
        _shard.Idle(Noon.AddDays(34));
        _shard.Checkpoint();
        Assert.Contains("demo:hour:2026-11-21T12:00Z", _shard.Storage.Keys);
        Assert.DoesNotContain(_shard.Storage.Keys, key => key.Contains("five-minutes", StringComparison.Ordinal));
        var kept = _shard.Storage["demo:hour:2026-11-21T12:00Z"].Length;
        _shard.Idle(Noon.AddDays(36).AddHours(2));
        _shard.Checkpoint();
        Assert.InRange(_shard.Storage["demo:hour:2026-11-21T12:00Z"].Length, 1, Math.Min(kept, 32));
        _shard.Idle(Noon.AddDays(36 + 366));
        _shard.Checkpoint();
        Assert.Equal("demo:total", Assert.Single(_shard.Storage).Key);
    }

    [Fact]
    public void A_window_can_be_described_by_its_key()
    {
        _shard.Feed(Order(1, 3m));
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes)) Assert.True(_shard.Kind.TryDescribe("demo:hour:2026-11-21T12:00Z", _shard.Context, writer));
        Assert.Equal(1, JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray())).RootElement.GetProperty("events").GetInt32());
        Assert.False(_shard.Kind.TryDescribe("demo:hour:2026-11-21T13:00Z", _shard.Context, new Utf8JsonWriter(new MemoryStream())));
        Assert.False(_shard.Kind.TryDescribe("nonsense", _shard.Context, new Utf8JsonWriter(new MemoryStream())));
    }

    [Theory]
    [MemberData(nameof(Seeds), 12)]
    public void History_in_any_order_batches_and_accidents_ends_in_the_oracles_hours_and_days(int seed)
    {
        var random = new Random(seed);
        string[] zones = ["UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin"];
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zones[seed % zones.Length]);
        var from = new DateTime(2026, seed % 2 == 0 ? 3 : 10, 20, 0, 0, 0, DateTimeKind.Utc);
        var events = EventStreams.Random(seed, 400, TimeSpan.FromDays(20), from);
        foreach (var disorder in new[] { TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(30) })
        {
            var shard = new KindHarness(s => new TenantWindowActors(new TenantWindowOptions { MostLive = random.Next(200) }, s)) { Default = new TenantSettings { Zone = zone } };
            ScenarioRun.Play(shard, EventStreams.ArrivingFrom(Noon.AddDays(30), EventStreams.Shuffled(events, disorder, seed)), random);
            Assert.Equal(WindowOracle.HoursAndDays(events, zone), WindowResult.Final(shard.Windows));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds), 12)]
    public void A_live_stream_with_disorder_and_accidents_ends_in_the_oracles_sliding_windows(int seed)
    {
        var random = new Random(seed);
        var events = EventStreams.Random(seed, 300, TimeSpan.FromMinutes(10 + random.Next(100)), Noon);
        var arriving = EventStreams.Shuffled(events, TimeSpan.FromMinutes(random.Next(60)), seed);
        var shard = new KindHarness(s => new TenantWindowActors(new TenantWindowOptions(), s));
        ScenarioRun.Play(shard, [.. arriving.Select(e => e with { Received = e.At })], random);
        shard.Idle(Noon.AddMinutes(121));
        shard.Checkpoint();
        Assert.Equal(WindowOracle.Sliding(events), WindowResult.Final(shard.Windows.Where(row => row.Granularity == WindowGranularity.FiveMinutes)));
    }

    [Theory]
    [MemberData(nameof(Seeds), 12)]
    public void After_a_revert_the_stored_state_goes_on_exactly_as_in_a_straight_run(int seed)
    {
        var random = new Random(seed);
        var events = EventStreams.Random(seed, 200, TimeSpan.FromHours(3), Noon);
        KindHarness[] shards = [.. Enumerable.Range(0, 2).Select(_ => new KindHarness(s => new TenantWindowActors(new TenantWindowOptions { SlidingHorizon = TimeSpan.FromDays(1) }, s)))];
        for (var done = 0; done < events.Count; done += 20)
        {
            var batch = events.GetRange(done, 20);
            shards[1].Feed(batch[..random.Next(20)]);
            shards[1].Revert();
            foreach (var shard in shards)
            {
                shard.Feed(batch);
                shard.Checkpoint();
            }
        }

        Assert.Equal(shards[0].Windows, shards[1].Windows);
        Assert.Equal(shards[0].Storage, shards[1].Storage);
    }

    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(1, count)];

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_after_a_window_was_forgotten_is_late_and_its_result_stays(bool isSwept)
    {
        var shard = new KindHarness(harness => new TenantWindowActors(new TenantWindowOptions { StateRetention = TimeSpan.FromDays(2), ClosedRetention = TimeSpan.FromDays(10) }, harness));
        shard.Feed(Order(1, 10m));
        shard.Checkpoint();
        shard.Idle(Noon.AddDays(1));
        shard.Checkpoint();
        if (isSwept)
        {
            shard.Idle(Noon.AddDays(3));
            shard.Checkpoint();
            shard.Restart();
        }

        var rows = shard.Windows.Count(row => row.Granularity != WindowGranularity.FiveMinutes);
        // Of three events at once the one in a known hour is late; one of another day, of which nothing was ever known, is history that is loaded.
        shard.Feed(At(Order(2, 5m), 3), At(Order(2, 5m) with { At = Noon.AddDays(-400) }, 3), At(Order(3, 5m), 3));
        Assert.Equal([0, 2], shard.Context.Late);
        shard.Checkpoint();
        var added = shard.Windows.Where(row => row.Granularity != WindowGranularity.FiveMinutes).Skip(rows).ToList();
        Assert.NotEmpty(added);
        Assert.All(added, row => Assert.True(row.Start < TestEvent.Micros(Noon.AddDays(-398))));

        shard.Restart();
        shard.Feed(At(Order(4, 5m), 11));
        Assert.Equal([0], shard.Context.Late);
        shard.Checkpoint();
        shard.Feed(At(Order(5, 5m), 13));
        Assert.Empty(shard.Context.Late);
    }

    [Fact]
    public void A_checkpoint_that_was_lost_leaves_a_window_open_that_it_had_closed()
    {
        var shard = new KindHarness(harness => new TenantWindowActors(new TenantWindowOptions { StateRetention = TimeSpan.FromDays(2) }, harness));
        shard.Feed(Order(1, 10m));
        shard.Idle(Noon.AddDays(1));
        shard.Checkpoint();
        shard.Idle(Noon.AddDays(3));
        shard.Revert();
        shard.Feed(At(Order(2, 5m), 1));
        Assert.Empty(shard.Context.Late);
        shard.Checkpoint();
        Assert.Equal("15", shard.Windows.Last(row => row is { Granularity: WindowGranularity.Hour, Value: "orders" }).Amount);
    }

    private static TestEvent At(TestEvent happened, int daysLater) => happened with { Received = Noon.AddDays(daysLater) };

    private static TestEvent Order(double minute, decimal amount) =>
        new() { At = Noon.AddMinutes(minute), Type = "ORDER_PLACED", Kind = EventKind.OrderPlaced, Amount = amount };

    private List<WindowResult> Hours() => [.. _shard.Windows.Where(row => row.Granularity == WindowGranularity.Hour)];

    private List<WindowResult> Sliding() => [.. _shard.Windows.Where(row => row.Granularity == WindowGranularity.FiveMinutes)];
}
