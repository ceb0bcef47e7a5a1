using System.Buffers.Binary;

namespace Analytics.Log.Segments;

/// <summary>What a sidecar says about its segment.</summary>
/// <param name="Tag">Tag of topic and partition.</param>
/// <param name="BaseOffset">First offset.</param>
/// <param name="EndOffset">Offset after the last record.</param>
/// <param name="LogLength">Bytes of the log file.</param>
/// <param name="MaxReceivedAt">Latest received-at in it.</param>
/// <param name="LastCommittedAt">Time of its last commit.</param>
/// <param name="IdCount">Records that have an id.</param>
internal readonly record struct SegmentFacts(
    uint Tag, long BaseOffset, long EndOffset, long LogLength, long MaxReceivedAt, long LastCommittedAt, long IdCount)
{
    public const int Size = 52;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Tag);
        BinaryPrimitives.WriteInt64LittleEndian(target[4..], BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], EndOffset);
        BinaryPrimitives.WriteInt64LittleEndian(target[20..], LogLength);
        BinaryPrimitives.WriteInt64LittleEndian(target[28..], MaxReceivedAt);
        BinaryPrimitives.WriteInt64LittleEndian(target[36..], LastCommittedAt);
        BinaryPrimitives.WriteInt64LittleEndian(target[44..], IdCount);
    }

    public static SegmentFacts Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadInt64LittleEndian(source[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[20..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[28..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[36..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[44..]));
}
