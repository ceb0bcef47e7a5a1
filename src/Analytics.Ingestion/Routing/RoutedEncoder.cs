using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Events that go to another place of the log, as records, each with the position that it was read at. A payload is a run of records, each as
/// <see cref="RecordRun"/> writes it behind its topic (1 byte, an index that its sink knows) and its partition (4).
/// </summary>
internal abstract class RoutedEncoder(ShardId shard) : ISinkEncoder
{
    private const int HeadSize = 5;
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(shard.Topic);
    private readonly RecordBatch _bytes = new();
    private byte[] _header = new byte[256];

    public int Rows { get; private set; }

    public long Bytes => _bytes.Length;

    public abstract void Encode(EventBatch batch);

    public void Encode(EffectBatch effects)
    {
        // What a shard makes of events goes elsewhere by other ways.
    }

    public ReadOnlyMemory<byte> Cut()
    {
        var payload = _bytes.Buffer.AsSpan(0, _bytes.Length).ToArray();
        _bytes.Clear();
        Rows = 0;
        return payload;
    }

    /// <summary>The records of a payload, and where each one goes: topic times partitions plus partition.</summary>
    public static RecordBatch Decode(ReadOnlySpan<byte> payload, int partitions, List<int> places)
    {
        var records = new RecordBatch();
        while (!payload.IsEmpty)
        {
            places.Add((payload[0] * partitions) + BinaryPrimitives.ReadInt32LittleEndian(payload[1..]));
            payload = payload[HeadSize..];
            RecordRun.Take(ref payload, records);
        }

        return records;
    }

    /// <summary>Adds the record of an event.</summary>
    protected void Write(in EventRow row, RecordBatch records, int topic, int partition, UInt128 id)
    {
        ref readonly var record = ref records.Records[row.Record];
        Span<byte> position = stackalloc byte[SourcePosition.SizeOf(_topic.Length)];
        SourcePosition.Write(position, _topic, shard.Partition, record.Offset);
        Write(topic, partition, id, record.ReceivedAt, records.Bytes(record.Key), Headers(RecordHeaders.SourcePosition, position, records.Bytes(record.Headers)), records.Bytes(record.Value));
    }

    /// <summary>Adds the record of an event that belongs to a past, at a time of its own.</summary>
    protected void WritePast(in EventRow row, RecordBatch records, int topic, int partition, UInt128 id, ulong past, long time)
    {
        ref readonly var record = ref records.Records[row.Record];
        Write(topic, partition, id, time, records.Bytes(record.Key), Past(past, record.ReceivedAt, record.Offset, records.Bytes(record.Headers)), records.Bytes(record.Value));
    }

    /// <summary>Adds a record that says something about the shard.</summary>
    protected void WriteSaid(int topic, int partition, UInt128 id, long time, ReadOnlySpan<byte> said) => Write(topic, partition, id, time, [], Past(0, time, 0, []), said);

    private void Write(int topic, int partition, UInt128 id, long time, ReadOnlySpan<byte> key, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> value)
    {
        Rows++;
        Span<byte> head = stackalloc byte[HeadSize];
        head[0] = (byte)topic;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], partition);
        _bytes.Append(head);
        RecordRun.Write(_bytes, id, time, key, headers, value);
    }

    private ReadOnlySpan<byte> Past(ulong past, long arrival, long offset, scoped ReadOnlySpan<byte> known)
    {
        Span<byte> position = stackalloc byte[PastPosition.SizeOf(_topic.Length)];
        PastPosition.Write(position, past, arrival, _topic, shard.Partition, offset);
        return Headers(RecordHeaders.PastPosition, position, known);
    }

    // In front of the others: of two positions the newer one counts.
    private ReadOnlySpan<byte> Headers(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> position, scoped ReadOnlySpan<byte> known)
    {
        var size = RecordHeaders.SizeOf(name.Length, position.Length) + known.Length;
        if (_header.Length < size) _header = new byte[size * 2];
        var at = RecordHeaders.Write(_header, name, position);
        known.CopyTo(_header.AsSpan(at));
        return _header.AsSpan(0, size);
    }
}
