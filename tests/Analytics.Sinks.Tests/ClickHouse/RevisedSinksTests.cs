using System.Globalization;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse;

namespace Analytics.Sinks.Tests.ClickHouse;

public sealed class RevisedSinksTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly Dictionary<string, string> None = [];

    [StoreFact]
    public async Task A_corrected_session_replaces_its_first_result_and_a_retracted_one_disappears()
    {
        var sink = new SessionsSink(fixture.Connection);
        var effects = new EffectBatch();
        effects.Sessions.Add(Session(effects, id: 1, revision: 1, pages: 3));
        effects.Sessions.Add(Session(effects, id: 2, revision: 1, pages: 1));
        await DeliverAsync(sink, 0, effects);
        effects.Clear();
        effects.Sessions.Add(Session(effects, id: 1, revision: 2, pages: 9));
        effects.Sessions.Add(Session(effects, id: 2, revision: 2, pages: 1) with { Retracted = true });
        await DeliverAsync(sink, 1, effects);
        var rows = await fixture.Connection.QueryAsync("SELECT session_id, pages, revenue, path, duration_seconds FROM closed_sessions WHERE tenant = 'session-tenant'", None, default);
        Assert.Equal("""["00000000-0000-0007-0000-000000000001", 9, 170141183460469231731687303715884.105727, "[\"\/a\"]", 1.5]""", Assert.Single(rows).GetRawText());
    }

    [StoreFact]
    public async Task Windows_sum_over_shards_and_the_highest_revision_counts_however_often_it_is_sent()
    {
        var sink = new WindowsSink(fixture.Connection);
        foreach (var shard in new[] { 0, 1 })
        {
            var effects = new EffectBatch();
            effects.Windows.Add(Window(revision: 1, amount: 5));
            effects.Windows.Add(Window(revision: 2, amount: 7_000_000));
            await DeliverAsync(sink, 0, effects, shard);
            await DeliverAsync(sink, 0, effects, shard);
        }

        var rows = await fixture.Connection.QueryAsync(
            "SELECT granularity, dimension, value, currency, events, amount, users, users_exact, still_open, toUnixTimestamp64Micro(start) FROM windows WHERE tenant = 'window-tenant'", None, default);
        Assert.Equal(
            $"""["five_minutes", "payment_mode", "card", "EUR", 4, 14, 0, true, 0, {EventSamples.LastSecondOfJanuary.ToString(CultureInfo.InvariantCulture)}]""",
            Assert.Single(rows).GetRawText());
    }

    private static async Task DeliverAsync(ISink sink, long sequence, EffectBatch effects, int partition = 0)
    {
        var shard = new ShardId("derived", partition);
        var encoder = sink.CreateEncoder(shard);
        encoder.Encode(effects);
        await sink.DeliverAsync(new SinkDelivery(shard, 1, sequence, 0, 10, encoder.Cut()), default);
    }

    private static SessionRow Session(EffectBatch effects, ulong id, uint revision, uint pages) => new()
    {
        Tenant = Symbols.Intern("session-tenant"), UserId = effects.Text.Append("u"u8), SessionId = new UInt128(7, id),
        Start = EventSamples.LastSecondOfJanuary, End = EventSamples.LastSecondOfJanuary + 1_500_000, Revision = revision, Pages = pages,
        RevenueMicros = Int128.MaxValue, Path = effects.Text.Append("[\"/a\"]"u8),
    };

    private static WindowRow Window(uint revision, long amount) => new()
    {
        Tenant = Symbols.Intern("window-tenant"), Granularity = WindowGranularity.FiveMinutes, Start = EventSamples.LastSecondOfJanuary,
        Dimension = WindowDimension.PaymentMode, Value = Symbols.Intern("card"), Currency = Symbols.Intern("EUR"), Events = 2,
        AmountMicros = amount, UsersExact = true, Revision = revision, Pane = WindowPane.Correcting,
    };
}
