using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Tests.Entities;

public sealed class SessionActorsSpecification
{
    private static readonly DateTime Noon = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);
    private readonly KindHarness _shard = new(shard => new SessionActors(new SessionOptions(), shard));

    [Fact]
    public void A_session_closes_once_the_watermark_has_passed_its_end_and_the_gap()
    {
        _shard.Feed(View("/a", 0), View("/b", 5));
        _shard.Checkpoint();
        Assert.Empty(_shard.Sessions);

        _shard.Idle(Noon.AddMinutes(35));
        _shard.Checkpoint();
        Assert.Empty(_shard.Sessions);

        _shard.Idle(Noon.AddMinutes(35).AddSeconds(10));
        _shard.Checkpoint();
        var row = Assert.Single(_shard.Sessions);
        Assert.Equal((1u, "/a", "/b", "/a > /b", 2u), (row.Revision, row.Entry, row.Exit, row.Path, row.Events));
    }

    [Fact]
    public void Events_exactly_the_gap_apart_are_one_session_and_a_microsecond_more_makes_two()
    {
        _shard.Feed(View("/a", 0), View("/b", 30));
        _shard.Feed(new TestEvent { User = "user-2", At = Noon }, new TestEvent { User = "user-2", At = Noon.AddMinutes(30).AddMicroseconds(1) });
        Close();
        Assert.Equal([2u, 1u, 1u], SessionResult.Final(_shard.Sessions).Select(row => row.Events));
    }

    [Fact]
    public void A_late_event_inside_a_closed_session_corrects_it_under_the_next_revision()
    {
        _shard.Feed(View("/a", 0), View("/c", 10));
        Close();
        _shard.Feed(View("/b", 5));
        _shard.Checkpoint();
        Assert.Equal([(1u, "/a > /c"), (2u, "/a > /b > /c")], _shard.Sessions.Select(row => (row.Revision, row.Path)));
        Assert.Single(_shard.Sessions.Select(row => row.Id).Distinct());
    }

    [Fact]
    public void A_late_event_that_joins_two_closed_sessions_retracts_the_second_and_corrects_the_first()
    {
        _shard.Feed(View("/a", 0), View("/c", 50));
        Close();
        Assert.Equal(2, _shard.Sessions.Count);
        _shard.Feed(View("/b", 25));
        _shard.Checkpoint();
        Assert.Equal("/a > /b > /c", Assert.Single(SessionResult.Final(_shard.Sessions)).Path);
        var retracted = Assert.Single(_shard.Sessions, row => row.Retracted);
        Assert.Equal((_shard.Sessions[1].Id, _shard.Sessions[1].Start, 2u), (retracted.Id, retracted.Start, retracted.Revision));
    }

    [Fact]
    public void A_late_event_before_a_closed_session_moves_its_identity()
    {
        _shard.Feed(View("/b", 20));
        Close();
        _shard.Feed(View("/a", 0));
        _shard.Checkpoint();
        Assert.Equal("/a > /b", Assert.Single(SessionResult.Final(_shard.Sessions)).Path);
        Assert.Equal(_shard.Sessions[0].Id, Assert.Single(_shard.Sessions, row => row.Retracted).Id);
    }

    [Fact]
    public void Only_the_first_fifty_steps_are_kept_and_late_ones_take_their_place()
    {
        _shard.Feed(Enumerable.Range(1, 80).Select(i => View($"/{i}", i)));
        _shard.Feed(View("/0", 0), View("/7half", 7.5));
        Close();
        var row = Assert.Single(SessionResult.Final(_shard.Sessions));
        var steps = row.Path.Split(" > ");
        Assert.Equal((50, "/0", "/7half", "/48", "/80", 82u), (steps.Length, steps[0], steps[8], steps[49], row.Exit, row.Events));
    }

    [Fact]
    public void Anonymous_events_belong_to_their_client_session_and_events_with_neither_to_none()
    {
        _shard.Feed(View("/a", 0) with { User = "", ClientSession = "s1" }, View("/b", 1) with { User = "", ClientSession = "s1" }, View("/c", 2) with { User = "" });
        Close();
        var row = Assert.Single(_shard.Sessions);
        Assert.Equal(("", "/a > /b"), (row.User, row.Path));
    }

    [Fact]
    public void Users_whose_masked_addresses_are_the_same_stay_apart_also_in_storage()
    {
        _shard.Default = new TenantSettings { Email = MaskingAction.Truncate };
        var masked = View("/a", 0) with { User = "@shop.example", UserIsEmail = true };
        _shard.Feed(masked);
        Close();
        Assert.Contains(_shard.Storage.Keys, key => key.Length > "@shop.example".Length + "demo".Length + 2 + 7);
    }

    [Fact]
    public void Events_that_were_set_aside_are_not_seen()
    {
        _shard.Feed(View("/a", 0), View("/b", 1) with { SetAside = true });
        Close();
        Assert.Equal("/a", Assert.Single(_shard.Sessions).Path);
    }

    [Fact]
    public void A_user_leaves_memory_when_all_is_closed_and_stored_and_comes_back_with_an_event()
    {
        _shard.Feed(View("/a", 0));
        Close();
        _shard.Idle(Noon.AddHours(2));
        Assert.Equal((0L, 1L), (_shard.Kind.Counts.Live, _shard.Kind.Counts.Passive));
        _shard.Feed(View("/b", 10) with { Received = Noon.AddHours(3) });
        Assert.Equal((1L, 0L), (_shard.Kind.Counts.Live, _shard.Kind.Counts.Passive));
        _shard.Checkpoint();
        Assert.Equal("/a > /b", Assert.Single(SessionResult.Final(_shard.Sessions)).Path);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void State_is_forgotten_a_day_after_the_last_arrival_in_memory_and_in_storage(bool restarted)
    {
        _shard.Feed(View("/a", 0));
        Close();
        if (restarted) _shard.Restart();
        _shard.Idle(Noon.AddHours(23));
        _shard.Checkpoint();
        Assert.Single(_shard.Storage);
        _shard.Idle(Noon.AddHours(26));
        _shard.Checkpoint();
        Assert.Empty(_shard.Storage);
        Assert.Equal(0, _shard.Kind.Counts.Live + _shard.Kind.Counts.Passive);
    }

    [Fact]
    public void A_user_can_be_described_live_and_passive()
    {
        _shard.Feed(View("/a", 0) with { User = "user-17" });
        Assert.Equal("open", Describe("demo:user-17").GetProperty("sessions")[0].GetProperty("state").GetString());
        Close();
        _shard.Idle(Noon.AddHours(2));
        Assert.Equal(1, _shard.Kind.Counts.Passive);
        Assert.Equal("closed", Describe("demo:user-17").GetProperty("sessions")[0].GetProperty("state").GetString());
        Assert.False(_shard.Kind.TryDescribe("demo:nobody", _shard.Context, new Utf8JsonWriter(new MemoryStream())));
    }

    [Fact]
    public void Open_sessions_are_counted_by_tenant_through_closing_reverting_and_restarting()
    {
        var demo = Symbols.Intern("demo");
        long Open() => ((SessionActors)_shard.Kind).OpenSessions(demo);
        _shard.Feed(View("/a", 0), View("/a", 0) with { User = "user-2" });
        Assert.Equal(2, Open());
        _shard.Checkpoint();
        _shard.Feed(View("/a", 100));
        Assert.Equal(3, Open());
        _shard.Revert();
        Assert.Equal(2, Open());
        _shard.Restart();
        Assert.Equal(2, Open());
        Close();
        Assert.Equal(0, Open());
    }

    [Theory]
    [MemberData(nameof(Seeds), 25)]
    public void Any_order_of_arrival_any_batches_and_any_accidents_end_in_the_oracles_sessions(int seed)
    {
        var random = new Random(seed);
        var events = EventStreams.Random(seed, 60 + random.Next(500), TimeSpan.FromHours(3 + random.Next(60)), Noon);
        TimeSpan[] disorders = [TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(9)];
        foreach (var disorder in disorders)
        {
            var shard = new KindHarness(s => new SessionActors(new SessionOptions { PassivateAfter = TimeSpan.FromMilliseconds(random.Next(200)) }, s));
            ScenarioRun.Play(shard, EventStreams.ArrivingFrom(Noon.AddDays(30), EventStreams.Shuffled(events, disorder, seed)), random);
            shard.Idle(Noon.AddDays(30).AddHours(1));
            shard.Checkpoint();
            var expected = SessionOracle.Sessions(events, Gap);
            var actual = SessionResult.Final(shard.Sessions);
            Assert.Empty(expected.Except(actual));
            Assert.Empty(actual.Except(expected));
            Assert.Equal(expected.Count, actual.Count);
        }
    }

    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(1, count)];

    private static TestEvent View(string page, double minute) => new() { At = Noon.AddMinutes(minute), Url = "https://shop.example" + page };

    private void Close()
    {
        _shard.Checkpoint();
        _shard.Idle(new[] { Noon.AddMinutes(120), new DateTime(_shard.Context.NowMicros * 10 + DateTime.UnixEpoch.Ticks, DateTimeKind.Utc).AddMinutes(31) }.Max());
        _shard.Checkpoint();
    }

    private JsonElement Describe(string key)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes)) Assert.True(_shard.Kind.TryDescribe(key, _shard.Context, writer));
        return JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray())).RootElement;
    }
}
