using System.Buffers.Binary;

namespace Analytics.Contracts.Log;

/// <summary>
/// Headers of a record as bytes: for each one a length byte, the name, a 16-bit little-endian length and the value. Names are
/// lower-case ASCII. Maps one to one onto Kafka's record headers.
/// </summary>
public static class RecordHeaders
{
    /// <summary>Tenant that the credential or the request named.</summary>
    public static ReadOnlySpan<byte> Tenant => "tenant"u8;

    /// <summary>Forced input shape: <c>shop</c>, <c>ticketing</c> or <c>eventflow</c>.</summary>
    public static ReadOnlySpan<byte> Shape => "shape"u8;

    /// <summary>Address of the client in text.</summary>
    public static ReadOnlySpan<byte> ClientAddress => "client-address"u8;

    /// <summary>User agent of the request.</summary>
    public static ReadOnlySpan<byte> UserAgent => "user-agent"u8;

    /// <summary>Id given to an event that has none of its own (from an idempotency key or a file position).</summary>
    public static ReadOnlySpan<byte> AssignedId => "assigned-id"u8;

    /// <summary>
    /// Type given to an event that names none of its own: what its message was called (a routing key). One that is known wins over a field <c>type</c> of the event, which is then
    /// its content's.
    /// </summary>
    public static ReadOnlySpan<byte> AssignedType => "assigned-type"u8;

    /// <summary>Time given to an event that has none of its own: RFC 3339.</summary>
    public static ReadOnlySpan<byte> AssignedTime => "assigned-time"u8;

    /// <summary>
    /// Type of content, as Kafka's producers name it. <c>application/cloudevents+json</c> marks a CloudEvent in structured mode; headers that begin with <c>ce_</c> are
    /// the attributes of one in binary mode.
    /// </summary>
    public static ReadOnlySpan<byte> ContentType => "content-type"u8;

    /// <summary>Position of the record that this one was made from, see <see cref="Log.SourcePosition"/>.</summary>
    public static ReadOnlySpan<byte> SourcePosition => "source-position"u8;

    /// <summary>Where a record was made from that tells rules to come of before they ran, see <see cref="Log.PastPosition"/>.</summary>
    public static ReadOnlySpan<byte> PastPosition => "past-position"u8;

    /// <summary>Prefix of the headers that tell a dead letter's story: reason, field, stage, message, topic, partition, offset.</summary>
    public const string ErrorPrefix = "__analytics.errors.";

    /// <summary>Bytes that <see cref="Write"/> needs for one header.</summary>
    public static int SizeOf(int nameLength, int valueLength) => 3 + nameLength + valueLength;

    /// <summary>Writes one header and returns the bytes written. Values are cut at 65,535 bytes.</summary>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue) value = value[..ushort.MaxValue];
        target[0] = checked((byte)name.Length);
        name.CopyTo(target[1..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target[(1 + name.Length)..], (ushort)value.Length);
        value.CopyTo(target[(3 + name.Length)..]);
        return SizeOf(name.Length, value.Length);
    }

    /// <summary>Reads the next header and moves <paramref name="headers"/> behind it; false at the end or when damaged.</summary>
    public static bool TryReadNext(scoped ref ReadOnlySpan<byte> headers, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (headers.IsEmpty) return false;
        int nameLength = headers[0];
        if (headers.Length < 3 + nameLength) return false;
        int valueLength = BinaryPrimitives.ReadUInt16LittleEndian(headers[(1 + nameLength)..]);
        if (headers.Length < 3 + nameLength + valueLength) return false;
        name = headers.Slice(1, nameLength);
        value = headers.Slice(3 + nameLength, valueLength);
        headers = headers[(3 + nameLength + valueLength)..];
        return true;
    }

    /// <summary>Value of the first header of that name; empty when absent.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        while (TryReadNext(ref headers, out var current, out var value))
            if (current.SequenceEqual(name)) return value;
        return default;
    }
}
