using System.Buffers.Binary;

namespace Analytics.Contracts.Log;

/// <summary>
/// Records that wait for their delivery to a topic, as bytes that a checkpoint can hold: of each one the identity (16 bytes), the time (8), then key, headers and value,
/// each with its length (4) before it. Little-endian.
/// </summary>
public static class RecordRun
{
    private const int HeadSize = 24;

    /// <summary>Adds a record behind the bytes of <paramref name="target"/>.</summary>
    /// <param name="target">Where the run grows.</param>
    /// <param name="id">Identity, see <see cref="LogRecord.Id"/>.</param>
    /// <param name="time">Time of the record, microseconds since 1970.</param>
    /// <param name="key">Key.</param>
    /// <param name="headers">Encoded headers, see <see cref="RecordHeaders"/>.</param>
    /// <param name="value">Value.</param>
    public static void Write(RecordBatch target, UInt128 id, long time, ReadOnlySpan<byte> key, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> value)
    {
        var head = target.Reserve(HeadSize);
        BinaryPrimitives.WriteUInt128LittleEndian(head, id);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], time);
        target.Commit(HeadSize);
        WriteText(target, key);
        WriteText(target, headers);
        WriteText(target, value);
    }

    /// <summary>The records of a run, in its order.</summary>
    public static RecordBatch Read(ReadOnlySpan<byte> run)
    {
        var records = new RecordBatch();
        while (!run.IsEmpty) Take(ref run, records);
        return records;
    }

    /// <summary>Moves the first record of a run into a batch.</summary>
    public static void Take(ref ReadOnlySpan<byte> run, RecordBatch target)
    {
        ref var record = ref target.Add();
        record.Id = BinaryPrimitives.ReadUInt128LittleEndian(run);
        record.ReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(run[16..]);
        run = run[HeadSize..];
        record.Key = target.Append(TakeText(ref run));
        record.Headers = target.Append(TakeText(ref run));
        record.Value = target.Append(TakeText(ref run));
    }

    private static void WriteText(RecordBatch target, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.Reserve(sizeof(int)), bytes.Length);
        target.Commit(sizeof(int));
        target.Append(bytes);
    }

    private static ReadOnlySpan<byte> TakeText(ref ReadOnlySpan<byte> run)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(run);
        var bytes = run.Slice(sizeof(int), length);
        run = run[(sizeof(int) + length)..];
        return bytes;
    }
}
