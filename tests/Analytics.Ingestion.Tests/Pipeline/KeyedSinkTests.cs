using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Ingestion.Routing;

namespace Analytics.Ingestion.Tests.Pipeline;

public sealed class KeyedSinkTests
{
    private const int Partitions = 4;
    private readonly KeyedEncoder _encoder = new(new GivenKeys(), Partitions, new ShardId("raw_events", 2));
    private readonly RecordBatch _records = new();
    private readonly EventBatch _batch = new();

    [Fact]
    public void An_event_goes_once_to_each_partition_of_its_keys_with_the_position_that_it_was_read_at()
    {
        var sent = Encode((7, [1UL, 2, 5, 8]), (8, []), (9, [3]));
        Assert.Equal([(1, 7L, "value 7"), (2, 7L, "value 7"), (0, 7L, "value 7"), (3, 9L, "value 9")], sent.Select(one => (one.Partition, one.Source, one.Value)));
        Assert.Equal(2, sent.Select(one => one.Id).Distinct().Count());
        Assert.All(sent, one => Assert.NotEqual(UInt128.Zero, one.Id));
    }

    [Fact]
    public void A_repeat_is_the_same_bytes()
    {
        _ = Encode((7, [1UL, 2]));
        var first = _encoder.Cut().ToArray();
        _ = Encode((7, [1UL, 2]));
        Assert.Equal(first, _encoder.Cut().ToArray());
    }

    [Fact]
    public void What_belongs_elsewhere_is_sent_from_there()
    {
        _records.Clear();
        _batch.Reset(_records);
        Add(7, [1UL]);
        _batch.Rows[0].Flags = EventFlags.SetAside | EventFlags.Elsewhere;
        _encoder.Encode(_batch);
        Assert.Equal(0, _encoder.Rows);
    }

    private List<(int Partition, long Source, string Value, UInt128 Id)> Encode(params (long Offset, ulong[] Keys)[] events)
    {
        _records.Clear();
        _batch.Reset(_records);
        foreach (var (offset, keys) in events) Add(offset, keys);
        _encoder.Encode(_batch);
        var payload = _encoder.Cut();
        _encoder.Encode(_batch);
        var places = new List<int>();
        var records = RoutedEncoder.Decode(payload.Span, Partitions, places);
        var sent = new List<(int, long, string, UInt128)>();
        for (var i = 0; i < places.Count; i++)
        {
            var record = records.Records[i];
            Assert.True(SourcePosition.TryFind(records.Bytes(record.Headers), out var position));
            sent.Add((places[i], position.Offset, Encoding.UTF8.GetString(records.Bytes(record.Value)), record.Id));
        }

        return sent;
    }

    private void Add(long offset, ulong[] keys)
    {
        ref var record = ref _records.Add();
        record.Offset = offset;
        record.Value = _records.Append(Encoding.UTF8.GetBytes($"value {offset}"));
        ref var row = ref _batch.Add();
        row.Record = _records.Count - 1;
        row.Offset = offset;
        row.Scope = _records.Append(Encoding.UTF8.GetBytes(string.Join(',', keys)));
    }

    private sealed class GivenKeys : IEventKeys
    {
        public void Find(in EventRow row, EventBatch batch, ICollection<ulong> hashes)
        {
            foreach (var key in batch.Text(row.Scope).Split(',', StringSplitOptions.RemoveEmptyEntries)) hashes.Add(ulong.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
