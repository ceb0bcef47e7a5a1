using System.Buffers.Binary;
using Analytics.Contracts.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// One append-only file of entity records. Begins with a magic number and its own number; after that record behind record, and after each
/// checkpoint's entities a record of type <see cref="Border"/> that says where it was cut.
/// </summary>
internal sealed class StateFile : IDisposable
{
    /// <summary>Bytes before the first record.</summary>
    public const int HeaderSize = 16;

    /// <summary>Type of the record that ends a checkpoint.</summary>
    public const byte Border = 3;

    private const ulong Magic = 0x3145544154534141; // "AASTATE1"
    private const int PositionBits = 40;
    private readonly SafeFileHandle _handle;

    private StateFile(long id, string path, SafeFileHandle handle, long length) => (Id, Path, _handle, Length) = (id, path, handle, length);

    /// <summary>Number of the file; higher is younger.</summary>
    public long Id { get; }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes in use.</summary>
    public long Length { get; private set; }

    /// <summary>A place in a file as one number, never 0.</summary>
    public static long Location(long file, long position) => (file << PositionBits) | position;

    /// <summary>The file of a location.</summary>
    public static long FileOf(long location) => location >> PositionBits;

    /// <summary>The position of a location.</summary>
    public static long PositionOf(long location) => location & ((1L << PositionBits) - 1);

    /// <summary>Starts a new file.</summary>
    public static StateFile Create(string folder, long id)
    {
        var path = CheckpointFolder.StatePath(folder, id);
        var handle = DurableFiles.Create(path);
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], id);
        RandomAccess.Write(handle, header, 0);
        return new StateFile(id, path, handle, HeaderSize);
    }

    /// <summary>Opens a file for reading.</summary>
    public static StateFile Open(string folder, long id)
    {
        var path = CheckpointFolder.StatePath(folder, id);
        var handle = DurableFiles.Open(path);
        return new StateFile(id, path, handle, RandomAccess.GetLength(handle));
    }

    /// <summary>Appends whole records.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        RandomAccess.Write(_handle, records, Length);
        Length += records.Length;
    }

    /// <summary>Waits until all is on the disk.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Reads one record and checks it.</summary>
    /// <exception cref="CheckpointDamagedException">It is damaged.</exception>
    public EntityRecord Read(long position, Span<byte> target)
    {
        var read = RandomAccess.Read(_handle, target, position);
        if (read != target.Length || !IsWhole(target)) throw new CheckpointDamagedException($"{Path} is damaged at {position}.");
        return new EntityRecord(target);
    }

    /// <summary>Reads from a position on as much as there is, up to the target's length; returns how much.</summary>
    public int ReadUpTo(long position, Span<byte> target)
    {
        var read = 0;
        while (read < target.Length && RandomAccess.Read(_handle, target[read..], position + read) is var more and > 0) read += more;
        return read;
    }

    /// <summary>Checks that it is this file, and has so many bytes.</summary>
    /// <exception cref="CheckpointDamagedException">It is not, or has fewer.</exception>
    public void CheckHeader(long length)
    {
        if (RandomAccess.GetLength(_handle) is var has && has < length) throw new CheckpointDamagedException($"{Path} has {has} bytes instead of {length}.");
        Span<byte> header = stackalloc byte[HeaderSize];
        if (ReadUpTo(0, header) < HeaderSize || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic || BinaryPrimitives.ReadInt64LittleEndian(header[8..]) != Id)
            throw new CheckpointDamagedException($"{Path} has a damaged header.");
    }

    /// <summary>Length of the whole record at a position; 0 when what is there is not one.</summary>
    public static int RecordAt(ReadOnlySpan<byte> bytes) => LengthAt(bytes) is var length and > 0 && IsWhole(bytes[..length]) ? length : 0;

    /// <summary>The same by the record's length alone, for bytes that were checked.</summary>
    public static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EntityRecord.HeaderSize) return 0;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return length >= EntityRecord.HeaderSize && length <= bytes.Length ? length : 0;
    }

    /// <summary>Fills in the checksum of a record.</summary>
    public static void Seal(Span<byte> record) => BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Compute(record[4..]));

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record) == Crc32C.Compute(record[4..])
        && BinaryPrimitives.ReadInt32LittleEndian(record[4..]) == record.Length
        && new EntityRecord(record).IsWellFormed;
}
