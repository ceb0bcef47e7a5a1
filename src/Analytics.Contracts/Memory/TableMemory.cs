namespace Analytics.Contracts.Memory;

/// <summary>
/// Where the chunks of one shard's tables lie: outside the collected heap, and from the second block on in huge pages, because of a visit to one of a million small entries the larger part is
/// finding its page of 4 KiB. Chunks are not given back one by one: all go when nobody refers to this object any more. One thread at a time.
/// </summary>
public sealed unsafe class TableMemory
{
    // A shard without events should cost little, one with many should not ask the system often. Only what is written to is really there.
    private const int FirstBlock = 256 * 1024;
    private const int Block = 16 << 20;
    private const int Alignment = 64;
    private readonly List<MemoryBlock> _blocks = [];
    private byte* _next;
    private long _left;

    /// <summary>Zeroed memory for so many elements, beginning at a cache line.</summary>
    public T* Take<T>(int count)
        where T : unmanaged
    {
        var bytes = (((long)count * sizeof(T)) + Alignment - 1) / Alignment * Alignment;
        if (bytes > _left)
        {
            _left = Math.Max(_blocks.Count == 0 ? FirstBlock : Block, bytes + Alignment);
            _blocks.Add(new MemoryBlock(_left));
            var start = (nuint)_blocks[^1].Start;
            _next = (byte*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
            _left -= (nint)((nuint)_next - start);
        }

        var taken = _next;
        // Writes to each page, see TouchedArray.
        new Span<byte>(taken, checked((int)bytes)).Clear();
        _next += bytes;
        _left -= bytes;
        return (T*)taken;
    }
}
