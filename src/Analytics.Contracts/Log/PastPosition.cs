using System.Buffers.Binary;

namespace Analytics.Contracts.Log;

/// <summary>
/// What a record is that was sent for rules which did not run yet when its event was read: a part of a past, or, with the past 0, what its sender says of all it sends. In the header
/// <see cref="RecordHeaders.PastPosition"/>, the first one of the record: the past (8 bytes) and the arrival of the event (8) little-endian, then its <see cref="SourcePosition"/>. Nobody but who gathers that past sees such a record
/// as an event. Of one past a sender writes the events in their order, and again from somewhere on when it is not sure, so that whoever gathers it drops what is not above the highest position.
/// </summary>
public readonly ref struct PastPosition
{
    private const int SourceStart = 2 * sizeof(long);

    private PastPosition(ReadOnlySpan<byte> value)
    {
        Past = BinaryPrimitives.ReadUInt64LittleEndian(value);
        Arrival = BinaryPrimitives.ReadInt64LittleEndian(value[sizeof(ulong)..]);
        Place = value[SourceStart..];
    }

    /// <summary>Name of the past; 0 for what the sender says.</summary>
    public ulong Past { get; }

    /// <summary>When the event came, microseconds since 1970.</summary>
    public long Arrival { get; }

    /// <summary>Where the event was read.</summary>
    public SourcePosition Source => SourcePosition.Read(Place);

    /// <summary>The same as bytes that are equal for the same record of the same source only.</summary>
    public ReadOnlySpan<byte> Place { get; }

    /// <summary>Bytes of a header's value for a topic name of so many bytes.</summary>
    public static int SizeOf(int topicLength) => SourceStart + SourcePosition.SizeOf(topicLength);

    /// <summary>Writes a header's value and returns the bytes written.</summary>
    public static int Write(Span<byte> target, ulong past, long arrival, ReadOnlySpan<byte> topic, int partition, long offset)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, past);
        BinaryPrimitives.WriteInt64LittleEndian(target[sizeof(ulong)..], arrival);
        return SourceStart + SourcePosition.Write(target[SourceStart..], topic, partition, offset);
    }

    /// <summary>What a record's headers say; false when it is a record like any other.</summary>
    public static bool TryFind(ReadOnlySpan<byte> headers, out PastPosition position)
    {
        position = default;
        if (!RecordHeaders.TryReadNext(ref headers, out var name, out var value) || !name.SequenceEqual(RecordHeaders.PastPosition) || value.Length <= SizeOf(0)) return false;
        position = new PastPosition(value);
        return true;
    }

    /// <summary>
    /// Bytes that name the event of a record which was made from another one, the same for each copy of it, as a part of a past or not; empty when the record was made from none.
    /// </summary>
    public static ReadOnlySpan<byte> OriginOf(ReadOnlySpan<byte> headers)
    {
        if (!RecordHeaders.TryReadNext(ref headers, out var name, out var value)) return default;
        if (name.SequenceEqual(RecordHeaders.SourcePosition)) return value;
        return name.SequenceEqual(RecordHeaders.PastPosition) && value.Length > SizeOf(0) ? value[SourceStart..] : default;
    }
}
