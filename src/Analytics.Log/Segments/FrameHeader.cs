using System.Buffers.Binary;

namespace Analytics.Log.Segments;

/// <summary>
/// Head of a frame. A group commit is one or more frames of about 64 KiB, written by one call and flushed once; a frame is what a
/// checksum covers and a reader takes whole. Each frame names its commit, so that recovery can tell a torn commit (frames of that commit
/// may be behind the hole) from damage (frames of a later commit are: the hole had been flushed before).
/// Little-endian: magic 4, CRC-32C of all that follows 4, payload bytes 4, records 4, first offset 8, first offset of the commit 8,
/// commit time 8, received-at of the first record 8, frames of the commit behind this one 4, tag of topic and partition 4.
/// </summary>
internal readonly struct FrameHeader
{
    public const int Size = 56;

    /// <summary>Frames close when they reach this many bytes of payload; only a larger single record makes a larger one.</summary>
    public const int PayloadTarget = 64 * 1024;

    /// <summary>No valid frame claims more.</summary>
    public const int MaxPayload = 256 * 1024 * 1024;

    /// <summary><c>ALF1</c>.</summary>
    public static ReadOnlySpan<byte> Magic => "ALF1"u8;

    public uint Checksum { get; private init; }
    public int PayloadLength { get; init; }
    public int Count { get; init; }
    public long BaseOffset { get; init; }
    public long CommitOffset { get; init; }
    public long CommittedAt { get; init; }
    public long FirstReceivedAt { get; init; }
    public int FramesBehind { get; init; }
    public uint Tag { get; init; }

    public int Length => Size + PayloadLength;
    public long EndOffset => BaseOffset + Count;

    /// <summary>False when these bytes cannot be the head of a frame. The checksum is not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (source.Length < Size || !source.StartsWith(Magic)) return false;
        header = new FrameHeader
        {
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            PayloadLength = BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            Count = BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BaseOffset = BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            CommitOffset = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            CommittedAt = BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            FirstReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            FramesBehind = BinaryPrimitives.ReadInt32LittleEndian(source[48..]),
            Tag = BinaryPrimitives.ReadUInt32LittleEndian(source[52..]),
        };
        return header.PayloadLength is > 0 and <= MaxPayload && header.Count > 0 && header.FramesBehind >= 0;
    }

    /// <summary>Writes the head of a frame whose payload is already in place, checksum included.</summary>
    public void Seal(Span<byte> frame)
    {
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], PayloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], CommitOffset);
        BinaryPrimitives.WriteInt64LittleEndian(frame[32..], CommittedAt);
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], FirstReceivedAt);
        BinaryPrimitives.WriteInt32LittleEndian(frame[48..], FramesBehind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[52..], Tag);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Compute(frame[8..Length]));
    }

    /// <summary>Whether the whole frame is as it was written, for this partition.</summary>
    public bool Verifies(ReadOnlySpan<byte> frame, uint tag) => Tag == tag && Crc32C.Compute(frame[8..Length]) == Checksum;
}
