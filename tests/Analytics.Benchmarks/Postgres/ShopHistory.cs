using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Sinks.Postgres;

namespace Analytics.Benchmarks.Postgres;

/// <summary>A shop's history as encoded deliveries; a user lives on one shard, a product's events on any. Every tenant has the defaults.</summary>
internal sealed class ShopHistory : ITenantDirectory
{
    private const int Users = 96_096;
    private const int Products = 32_951;
    private const string Topic = "raw_events";
    private static readonly TenantSettings Defaults = new();
    private static readonly int Tenant = Symbols.Intern("default");

    public TenantSettings Settings(int tenantSymbol) => Defaults;

    /// <summary>A session that ended, which fills no business table: what is needed for a payload.</summary>
    public static ReadOnlyMemory<byte> Nothing(BusinessSink sink)
    {
        var encoder = sink.CreateEncoder(new ShardId(Topic, 0));
        var effects = new EffectBatch();
        effects.Sessions.Add(new SessionRow { Tenant = Tenant, SessionId = 1, Revision = 1, Path = effects.Text.Append("[]"u8) });
        encoder.Encode(effects);
        return encoder.Cut();
    }

    /// <summary>All deliveries of one shard.</summary>
    public static IReadOnlyList<SinkDelivery> Deliveries(BusinessSink sink, int shard, int shards, int perDelivery)
    {
        var id = new ShardId(Topic, shard);
        var encoder = sink.CreateEncoder(id);
        var deliveries = new List<SinkDelivery>();
        var batch = new EventBatch();
        batch.Reset(new RecordBatch());
        long offset = 0, from = 0;
        for (var number = shard; number < Users; number += shards)
        {
            Add(batch, ref offset, EventKind.UserRegistered, number, "", number, 0);
            if (number < Products) Add(batch, ref offset, EventKind.ProductCreated, -1, "", number, 0);
            Add(batch, ref offset, EventKind.OrderPlaced, number, $"{number:x8}a6f1c2d34b5e6f7081920314", number * 31 % Products, 129_900_000);
            Add(batch, ref offset, EventKind.Payment, number, $"{number:x8}a6f1c2d34b5e6f7081920314", -1, 129_900_000);
            if (number % 12 == 0) Add(batch, ref offset, EventKind.Payment, number, $"{number:x8}a6f1c2d34b5e6f7081920314", -1, 5_250_000);
            if (offset - from < perDelivery && number + shards < Users) continue;
            encoder.Encode(batch);
            deliveries.Add(new SinkDelivery(id, 1, deliveries.Count, from, offset, encoder.Cut()));
            batch.Reset(new RecordBatch());
            from = offset;
        }

        return deliveries;
    }

    private static void Add(EventBatch batch, ref long offset, EventKind kind, int user, string order, int product, long amount)
    {
        ref var row = ref batch.Add();
        row.Offset = offset++;
        row.Kind = kind;
        row.Type = Symbols.Intern(kind.ToString());
        row.Service = Symbols.Intern(kind + "_SERVICE");
        row.Tenant = Tenant;
        row.Timestamp = (1_500_000_000L + offset) * 1_000_000;
        row.ReceivedAt = row.Timestamp;
        row.Id = new UInt128((ulong)offset * 0x9E3779B97F4A7C15, (ulong)(user + 7) * 0xD1B54A32D192ED03);
        row.EventId = Text(batch, $"{(ulong)row.Id:x16}-{offset:x8}");
        if (user >= 0) row.UserId = Text(batch, $"{(ulong)user * 0x9E3779B97F4A7C15:x16}{(ulong)user * 0xD1B54A32D192ED03:x16}");
        row.EntityId = Text(batch, order);
        if (product >= 0) row.ProductId = Text(batch, $"{(ulong)product * 0xD1B54A32D192ED03:x16}{(ulong)product * 0x9E3779B97F4A7C15:x16}");
        row.Properties = Text(batch, """{"seller_id":"48436dade18ac8b2bce089ec2a041202","freight":13.29,"installments":3,"city":"campos dos goytacazes","state":"RJ"}""");
        if (amount == 0) return;
        row.AmountMicros = amount;
        row.Flags = EventFlags.HasAmount;
        row.PaymentMode = kind == EventKind.Payment ? Symbols.Intern("credit_card") : 0;
    }

    private static Utf8Slice Text(EventBatch batch, string text) => batch.Records.Append(Encoding.UTF8.GetBytes(text));
}
