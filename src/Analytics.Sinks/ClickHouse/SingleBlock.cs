using System.Buffers.Binary;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>The payload of tables without partitions: one block.</summary>
internal static class SingleBlock
{
    /// <summary>The payload with the block's rows, empty without rows; the block starts anew.</summary>
    public static ReadOnlyMemory<byte> Cut(NativeBlock block)
    {
        if (block.Rows == 0) return default;
        var length = block.Size;
        var payload = GC.AllocateUninitializedArray<byte>(checked(BlockPayload.HeaderSize + BlockPayload.BlockHeaderSize + length));
        BinaryPrimitives.WriteInt32LittleEndian(payload, 1);
        block.Write(BlockPayload.WriteHead(payload.AsSpan(BlockPayload.HeaderSize), 0, block.Rows, length));
        block.Clear();
        return payload;
    }
}
