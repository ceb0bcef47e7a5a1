using System.Buffers.Binary;

namespace Analytics.Log.Segments;

/// <summary>
/// A small file beside a segment that saves reading it: magic, CRC-32C of all that follows, facts, payload. Written whole under another name,
/// flushed and renamed; what does not verify is as good as missing, because the segment itself can always be read again.
/// </summary>
internal static class SidecarFile
{
    public const string TemporarySuffix = ".tmp";
    private const int HeadSize = 8 + SegmentFacts.Size;

    /// <summary>Magic of <c>.index</c> files.</summary>
    public static ReadOnlySpan<byte> Index => "ALI1"u8;

    /// <summary>Magic of <c>.ids</c> files.</summary>
    public static ReadOnlySpan<byte> Ids => "ALD1"u8;

    public static void Write(ISegmentFiles files, string path, ReadOnlySpan<byte> magic, in SegmentFacts facts, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[HeadSize + payload.Length];
        magic.CopyTo(bytes);
        facts.Write(bytes.AsSpan(8));
        payload.CopyTo(bytes.AsSpan(HeadSize));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Compute(bytes.AsSpan(8)));
        Replace(files, path, bytes);
    }

    /// <summary>Puts a whole file in place of another so that after any crash there is one or the other.</summary>
    public static void Replace(ISegmentFiles files, string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + TemporarySuffix;
        using (var file = files.OpenWrite(temporary))
        {
            file.Truncate(0);
            file.Write(bytes, 0);
            file.Flush();
        }

        files.Rename(temporary, path);
        files.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>False when the file is missing or not as it was written.</summary>
    public static bool TryRead(
        ISegmentFiles files, string path, ReadOnlySpan<byte> magic, uint tag, out SegmentFacts facts, out ReadOnlyMemory<byte> payload)
    {
        facts = default;
        payload = default;
        if (!files.Exists(path)) return false;
        var bytes = ReadAll(files, path);
        if (bytes.Length < HeadSize || !bytes.AsSpan().StartsWith(magic)) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) != Crc32C.Compute(bytes.AsSpan(8))) return false;
        facts = SegmentFacts.Read(bytes.AsSpan(8));
        payload = bytes.AsMemory(HeadSize);
        return facts.Tag == tag;
    }

    public static byte[] ReadAll(ISegmentFiles files, string path)
    {
        using var file = files.OpenRead(path);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)file.Length));
        var read = file.Read(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
