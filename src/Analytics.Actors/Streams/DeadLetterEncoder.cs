using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// Dead letters as records of the log. A payload is a run of records: identity (16 bytes), time received (8), then key, headers and value,
/// each with its length (4) before it.
/// </summary>
internal sealed class DeadLetterEncoder(ShardId shard) : ISinkEncoder
{
    private const ulong IdentitySeed = 0x44454144;
    private readonly RecordBatch _bytes = new();

    public int Rows { get; private set; }

    public long Bytes => _bytes.Length;

    public void Encode(EventBatch batch)
    {
        // Only what was set aside is for the dead letters.
    }

    public void Encode(EffectBatch effects)
    {
        foreach (var row in effects.DeadLetters) Write(row, effects.Text);
    }

    public ReadOnlyMemory<byte> Cut()
    {
        var payload = _bytes.Buffer.AsSpan(0, _bytes.Length).ToArray();
        _bytes.Clear();
        Rows = 0;
        return payload;
    }

    /// <summary>The records of a payload.</summary>
    public static RecordBatch Decode(ReadOnlySpan<byte> payload)
    {
        var records = new RecordBatch();
        while (!payload.IsEmpty)
        {
            ref var record = ref records.Add();
            record.Id = BinaryPrimitives.ReadUInt128LittleEndian(payload);
            record.ReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(payload[16..]);
            payload = payload[24..];
            record.Key = records.Append(Take(ref payload));
            record.Headers = records.Append(Take(ref payload));
            record.Value = records.Append(Take(ref payload));
        }

        return records;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> payload)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload);
        var bytes = payload.Slice(4, length);
        payload = payload[(4 + length)..];
        return bytes;
    }

    private void Write(DeadLetterRow row, RecordBatch text)
    {
        Rows++;
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteUInt128LittleEndian(head, KeyHash.Compute128(Encoding.UTF8.GetBytes($"{shard}:{row.Offset}:{row.Stage}"), IdentitySeed));
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], row.ReceivedAt);
        _bytes.Append(head);
        WriteRun(text.Bytes(row.Key));
        WriteRun(Headers(row, text));
        WriteRun(text.Bytes(row.Value));
    }

    private void WriteRun(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _bytes.Append(length);
        _bytes.Append(bytes);
    }

    private byte[] Headers(DeadLetterRow row, RecordBatch text)
    {
        using var headers = new MemoryStream();
        headers.Write(text.Bytes(row.Headers));
        Add(headers, "reason", row.Reason.Name());
        Add(headers, "field", row.Field);
        Add(headers, "stage", row.Stage);
        Add(headers, "message", row.Detail);
        Add(headers, "topic", shard.Topic);
        Add(headers, "partition", shard.Partition.ToString(CultureInfo.InvariantCulture));
        Add(headers, "offset", row.Offset.ToString(CultureInfo.InvariantCulture));
        Add(headers, "timestamp", row.ReceivedAt.ToString(CultureInfo.InvariantCulture));
        return headers.ToArray();
    }

    private static void Add(MemoryStream headers, string name, string value)
    {
        var nameBytes = Encoding.ASCII.GetBytes(RecordHeaders.ErrorPrefix + name);
        var valueBytes = Encoding.UTF8.GetBytes(value);
        var target = new byte[RecordHeaders.SizeOf(nameBytes.Length, valueBytes.Length)];
        headers.Write(target.AsSpan(0, RecordHeaders.Write(target, nameBytes, valueBytes)));
    }
}
