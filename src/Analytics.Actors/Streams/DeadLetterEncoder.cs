using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>Dead letters as a run of records of the log.</summary>
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

    private void Write(DeadLetterRow row, RecordBatch text)
    {
        Rows++;
        var identity = KeyHash.Compute128(Encoding.UTF8.GetBytes($"{shard}:{row.Offset}:{row.Stage}"), IdentitySeed);
        RecordRun.Write(_bytes, identity, row.ReceivedAt, text.Bytes(row.Key), Headers(row, text), text.Bytes(row.Value));
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
