using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// Kafka's record headers to and from <see cref="RecordHeaders"/>. Names become lower case; values stay as they are. Whatever a producer sent is kept: the CloudEvents
/// <c>ce_…</c> headers of binary mode as well as names that nobody here knows. Only what the encoding cannot hold is left out: names above 255 bytes
/// and values above 65,535. The id of a record that we append goes in a header of its own.
/// </summary>
internal static unsafe class KafkaHeaders
{
    private const int IdSize = 16;

    /// <summary>Header with <see cref="LogRecord.Id"/>: 16 bytes, little-endian.</summary>
    private static ReadOnlySpan<byte> Id => "record-id"u8;

    /// <summary>Bytes that the headers of a record take at most in Kafka's encoding.</summary>
    public static int SizeLimit(in LogRecord record) => (record.Headers.Length * 4) + Id.Length + IdSize + 16;

    /// <summary>The headers of a record to produce, to be given away or destroyed; 0 for none.</summary>
    public static nint Create(ReadOnlySpan<byte> headers, UInt128 id)
    {
        if (headers.IsEmpty && id == 0) return 0;
        var list = RdKafka.HeadersNew(8);
        while (RecordHeaders.TryReadNext(ref headers, out var name, out var value)) Add(list, name, value);
        if (id == 0) return list;
        Span<byte> bytes = stackalloc byte[IdSize];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, id);
        Add(list, Id, bytes);
        return list;
    }

    /// <summary>Takes the headers of a fetched record over into the batch.</summary>
    public static void Read(NativeMessage* message, RecordBatch target, ref LogRecord record)
    {
        var start = target.Length;
        if (NativeHeaders.TryGet(message, out var bytes)) ReadWire(bytes, target, ref record);
        else ReadObjects(message, target, ref record);
        record.Headers = new Utf8Slice(start, target.Length - start);
    }

    /// <summary>From the wire: their number, then of each one the length of the name, the name, the length of the value (-1 for none), the value.</summary>
    private static void ReadWire(ReadOnlySpan<byte> bytes, RecordBatch target, ref LogRecord record)
    {
        for (var left = ReadNumber(ref bytes); left > 0; left--)
        {
            var name = Take(ref bytes, ReadNumber(ref bytes));
            Add(target, name, Take(ref bytes, ReadNumber(ref bytes)), ref record);
        }
    }

    private static void ReadObjects(NativeMessage* message, RecordBatch target, ref LogRecord record)
    {
        nint headers;
        if (RdKafka.MessageHeaders(message, &headers) != 0) return;
        byte* name, value;
        nuint size;
        for (nuint i = 0; RdKafka.HeaderAt(headers, i, &name, &value, &size) == 0; i++)
            Add(target, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), new ReadOnlySpan<byte>(value, (int)size), ref record);
    }

    private static void Add(RecordBatch target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref LogRecord record)
    {
        if (value.Length == IdSize && name.SequenceEqual(Id)) record.Id = BinaryPrimitives.ReadUInt128LittleEndian(value);
        else if (name.Length <= byte.MaxValue && value.Length <= ushort.MaxValue) Write(target, name, value);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        var taken = bytes[..Math.Max(0, length)];
        bytes = bytes[taken.Length..];
        return taken;
    }

    /// <summary>A number as Kafka writes it: seven bits a byte, the sign in the lowest.</summary>
    private static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        uint number = 0;
        var i = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[i++];
            number |= (next & 0x7fu) << shift;
            if (next < 0x80 || shift >= 28) break;
        }

        bytes = bytes[i..];
        return (int)(number >> 1) ^ -(int)(number & 1);
    }

    private static void Write(RecordBatch target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var size = RecordHeaders.SizeOf(name.Length, value.Length);
        var bytes = target.Reserve(size);
        RecordHeaders.Write(bytes, name, value);
        foreach (ref var letter in bytes.Slice(1, name.Length))
            if (letter is >= (byte)'A' and <= (byte)'Z') letter |= 0x20;
        target.Commit(size);
    }

    private static void Add(nint list, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* nameBytes = name, valueBytes = value)
        {
            // A value without bytes is empty, not absent.
            byte nothing = 0;
            _ = RdKafka.HeaderAdd(list, nameBytes, name.Length, valueBytes == null ? &nothing : valueBytes, value.Length);
        }
    }
}
