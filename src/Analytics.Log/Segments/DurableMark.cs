using System.Buffers.Binary;

namespace Analytics.Log.Segments;

/// <summary>
/// The file <c>durable</c> of a partition: up to where its log was flushed. Written after each flush without being flushed itself, so it
/// costs a microsecond, survives kill -9 exactly, and after a loss of power is at worst too low. It makes the difference between a torn
/// tail, which was never acknowledged, and damage in the last commit, which was. Missing or damaged it says nothing.
/// </summary>
internal sealed class DurableMark : IDisposable
{
    public const string FileName = "durable";
    private const int Size = 32;
    private readonly ISegmentFile _file;

    private DurableMark(ISegmentFile file) => _file = file;

    /// <summary>First offset of the segment that was written to; -1 when not known.</summary>
    public long SegmentOffset { get; private set; } = -1;

    /// <summary>Bytes of that segment that were flushed.</summary>
    public long Length { get; private set; }

    private static ReadOnlySpan<byte> Magic => "ALM1"u8;

    public static DurableMark Open(ISegmentFiles files, string directory, uint tag)
    {
        var mark = new DurableMark(files.OpenWrite(Path.Combine(directory, FileName)));
        Span<byte> bytes = stackalloc byte[Size];
        if (mark._file.Read(bytes, 0) != Size || !bytes.StartsWith(Magic)) return mark;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Compute(bytes[8..])) return mark;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != tag) return mark;
        mark.SegmentOffset = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        mark.Length = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        return mark;
    }

    /// <summary>Moves the mark. A mark that cannot be written stays where it is, which is safe.</summary>
    public void Move(uint tag, long segmentOffset, long length)
    {
        (SegmentOffset, Length) = (segmentOffset, length);
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], tag);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], segmentOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Crc32C.Compute(bytes[8..]));
        try
        {
            _file.Write(bytes, 0);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Makes the mark itself survive a loss of power: when the log is closed.</summary>
    public void Flush()
    {
        try
        {
            _file.Flush();
        }
        catch (IOException)
        {
        }
    }

    public void Dispose() => _file.Dispose();
}
