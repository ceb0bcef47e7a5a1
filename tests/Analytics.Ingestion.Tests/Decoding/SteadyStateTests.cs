using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class SteadyStateTests
{
    [Fact]
    public void Decoding_allocates_nothing_once_the_caches_are_warm()
    {
        var (records, length) = Batch();
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        var events = new EventBatch();
        var rejections = new List<Rejection>();
        for (var i = 0; i < 3; i++) Run();
        // The least of some rounds: a collection that another test causes may take pooled memory away in between.
        Assert.Equal(0, Enumerable.Range(0, 20).Min(_ => Run()));
        Assert.Equal(500, events.Count);

        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            records.Length = length;
            decoder.Decode(records, events, rejections);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_decoder_that_has_seen_other_events_decodes_the_same()
    {
        var (records, length) = Batch();
        var used = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        used.Decode(records, new EventBatch(), []);
        records.Length = length;
        EventBatch first = new(), second = new();
        used.Decode(records, first, []);
        var fresh = first.Rows.ToArray();
        records.Length = length;
        new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed).Decode(records, second, []);
        Assert.Equal(fresh, second.Rows.ToArray());
    }

    private static (RecordBatch Records, int Length) Batch()
    {
        var records = new RecordBatch();
        for (var i = 0; i < 500; i++)
        {
            var json = $$"""{"id":"e{{i}}","event_type":"type{{i % 7}}","user_id":"us\u0065r{{i}}","event_data":{"price":{{i}}.5,"k{{i % 50}}":1},"extra":{{i}},"timestamp":"2026-01-{{10 + (i % 20)}}T10:00:00"}""";
            ref var record = ref records.Add();
            record.Value = records.Append(Encoding.UTF8.GetBytes(json));
            record.ReceivedAt = OneEvent.Now;
        }

        return (records, records.Length);
    }
}
