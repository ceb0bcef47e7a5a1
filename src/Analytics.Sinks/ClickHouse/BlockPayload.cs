using System.Buffers.Binary;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Several blocks in one payload: a count, then for each block its partition, rows, length and bytes (32-bit little endian).
/// One block is one partition of the table, hence one part, hence atomic.
/// </summary>
internal static class BlockPayload
{
    /// <summary>Bytes before the first block.</summary>
    public const int HeaderSize = 4;

    /// <summary>Bytes before each block.</summary>
    public const int BlockHeaderSize = 12;

    /// <summary>Writes the head of a block and returns where its bytes go.</summary>
    public static Span<byte> WriteHead(Span<byte> target, int partition, int rows, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, partition);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], rows);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], length);
        return target.Slice(BlockHeaderSize, length);
    }

    /// <summary>The blocks of a payload.</summary>
    /// <exception cref="InvalidDataException">It is not a payload of this form.</exception>
    public static IEnumerable<(int Partition, int Rows, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) yield break;
        var count = Number(payload, 0);
        var at = HeaderSize;
        for (var i = 0; i < count; i++)
        {
            var length = Number(payload, at + 8);
            if (length < 0 || length > payload.Length - at - BlockHeaderSize) throw new InvalidDataException("A ClickHouse payload is cut.");
            yield return (Number(payload, at), Number(payload, at + 4), payload.Slice(at + BlockHeaderSize, length));
            at += BlockHeaderSize + length;
        }
    }

    private static int Number(ReadOnlyMemory<byte> payload, int at) =>
        payload.Length - at < 4 ? throw new InvalidDataException("A ClickHouse payload is cut.") : BinaryPrimitives.ReadInt32LittleEndian(payload.Span[at..]);
}
