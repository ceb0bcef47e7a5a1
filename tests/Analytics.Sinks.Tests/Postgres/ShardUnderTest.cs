using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>Plays the runtime's part for one shard: gathers events, cuts deliveries, numbers them.</summary>
public sealed class ShardUnderTest
{
    private readonly BusinessSink _sink;
    private readonly ShardId _shard;
    private readonly ISinkEncoder _encoder;
    private readonly EventBatch _batch = new();
    private readonly EffectBatch _effects = new();
    private long _from;

    public ShardUnderTest(BusinessSink sink, string topic, int partition = 0)
    {
        _sink = sink;
        _shard = new ShardId(topic, partition);
        _encoder = sink.CreateEncoder(_shard);
        _batch.Reset(new RecordBatch());
    }

    public long Epoch { get; set; } = 1;

    public long Sequence { get; set; }

    public long Offset { get; set; }

    public ShardUnderTest Event(EventKind kind, string tenant, string? user = null, string? entity = null, string? product = null, decimal? amount = null,
        long second = 0, string? id = null, string? mode = null, string? properties = null, string? tier = null, string? currency = null)
    {
        ref var row = ref _batch.Add();
        row.Offset = Offset++;
        row.Kind = kind;
        row.Type = Symbols.Intern(kind.ToString());
        row.Tenant = Symbols.Intern(tenant);
        row.Timestamp = (1_700_000_000 + second) * 1_000_000;
        row.ReceivedAt = row.Timestamp + 5;
        row.Id = id is null ? 0 : Contracts.Hashing.KeyHash.Compute128(Encoding.UTF8.GetBytes(tenant + "/" + id), 7);
        row.EventId = Text(id);
        row.UserId = Text(user);
        row.EntityId = Text(entity);
        row.ProductId = Text(product);
        row.Properties = Text(properties);
        row.PaymentMode = Symbols.Intern(mode ?? "");
        row.Tier = Symbols.Intern(tier ?? "");
        row.Currency = Symbols.Intern(currency ?? "");
        if (amount is { } value)
        {
            row.AmountMicros = (long)(value * Money.Scale);
            row.Flags |= EventFlags.HasAmount;
        }

        return this;
    }

    public ShardUnderTest Session(string tenant, UInt128 id, uint revision, bool retracted = false, uint events = 1, string path = """["/home"]""")
    {
        _effects.Sessions.Add(new SessionRow
        {
            Tenant = Symbols.Intern(tenant), SessionId = id, Revision = revision, Retracted = retracted, Events = events, RevenueMicros = 1_250_000,
            UserId = _effects.Text.Append("u1"u8), Path = _effects.Text.Append(Encoding.UTF8.GetBytes(path)),
            Start = 1_700_000_000_000_000, End = 1_700_000_060_000_000,
        });
        return this;
    }

    /// <summary>The delivery of everything since the last cut.</summary>
    public SinkDelivery Cut()
    {
        _encoder.Encode(_batch);
        _encoder.Encode(_effects);
        var delivery = new SinkDelivery(_shard, Epoch, Sequence++, _from, Offset, _encoder.Cut());
        _from = Offset;
        _batch.Reset(new RecordBatch());
        _effects.Clear();
        return delivery;
    }

    public async Task<SinkDelivery> DeliverAsync()
    {
        var delivery = Cut();
        await _sink.DeliverAsync(delivery, CancellationToken.None);
        return delivery;
    }

    /// <summary>Back to an older checkpoint: what follows is cut again from there.</summary>
    public void FallBack(long sequence, long offset)
    {
        (Sequence, Offset, _from) = (sequence, offset, offset);
        Epoch++;
    }

    private Utf8Slice Text(string? text) => text is null ? default : _batch.Records.Append(Encoding.UTF8.GetBytes(text));
}
