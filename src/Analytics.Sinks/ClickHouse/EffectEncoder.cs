using System.Buffers.Binary;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Effects as the rows of one table without partitions: a payload is one Native block, empty without rows.</summary>
internal abstract class EffectEncoder : ISinkEncoder
{
    /// <inheritdoc/>
    public int Rows => Block.Rows;

    /// <inheritdoc/>
    public long Bytes => Block.Rows == 0 ? 0 : Block.Size;

    /// <summary>Where the rows gather.</summary>
    protected abstract NativeBlock Block { get; }

    /// <inheritdoc/>
    public void Encode(EventBatch batch)
    {
        // These rows come as effects.
    }

    /// <inheritdoc/>
    public abstract void Encode(EffectBatch effects);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Cut()
    {
        if (Block.Rows == 0) return default;
        var length = Block.Size;
        var payload = GC.AllocateUninitializedArray<byte>(checked(BlockPayload.HeaderSize + BlockPayload.BlockHeaderSize + length));
        BinaryPrimitives.WriteInt32LittleEndian(payload, 1);
        Block.Write(BlockPayload.WriteHead(payload.AsSpan(BlockPayload.HeaderSize), 0, Block.Rows, length));
        Block.Clear();
        return payload;
    }
}
