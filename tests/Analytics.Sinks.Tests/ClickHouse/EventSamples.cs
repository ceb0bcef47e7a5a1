using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>Events for tests, and deliveries made of them.</summary>
internal static class EventSamples
{
    /// <summary>2026-01-31T23:59:59.000000Z.</summary>
    public const long LastSecondOfJanuary = 1_769_903_999_000_000;

    /// <summary>Events one second apart from the last second of January on, offsets from <paramref name="from"/> on.</summary>
    public static EventBatch Events(int count, long from = 0)
    {
        var batch = new EventBatch();
        var records = new RecordBatch();
        batch.Reset(records);
        for (var i = 0; i < count; i++)
        {
            ref var row = ref batch.Add();
            row.Offset = from + i;
            row.Timestamp = LastSecondOfJanuary + ((from + i) * 1_000_000);
            row.ReceivedAt = row.Timestamp + 5;
            row.Tenant = Symbols.Intern("acme");
            row.Type = Symbols.Intern("type" + (i % 3));
            row.Kind = EventKind.Payment;
            row.UserId = records.Append(Encoding.UTF8.GetBytes("user" + (i % 10)));
            row.AmountMicros = (from + i) * 10_000;
            row.Flags = EventFlags.HasAmount;
            row.Properties = records.Append("{\"colour\":\"grün\"}"u8);
        }

        return batch;
    }

    /// <summary>What a shard would send for a batch.</summary>
    public static SinkDelivery Delivery(EventsSink sink, ShardId shard, long sequence, EventBatch batch)
    {
        var encoder = sink.CreateEncoder(shard);
        encoder.Encode(batch);
        return new SinkDelivery(shard, 1, sequence, batch.Rows[0].Offset, batch.Rows[^1].Offset + 1, encoder.Cut());
    }
}
