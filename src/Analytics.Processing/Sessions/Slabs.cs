using System.Numerics;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Sessions;

/// <summary>
/// Blocks of <typeparamref name="T"/> of doubling sizes, cut from large arrays and used again: what is variable in length about a million
/// sessions, without an object for each. A block is named by an integer; 0 is "none".
/// </summary>
/// <param name="smallest">Elements of the smallest block, a power of two.</param>
/// <param name="memory">Where the arrays lie.</param>
public sealed unsafe class Slabs<T>(int smallest, TableMemory memory)
    where T : unmanaged
{
    private const int ClassBits = 5;
    private const int ElementsPerChunk = 16_384;

    private readonly Class?[] _classes = new Class?[24];

    /// <summary>Elements in all arrays, in use or not.</summary>
    public long Capacity { get; private set; }

    /// <summary>Elements that a block holds; 0 for "none".</summary>
    public int SizeOf(int block) => block == 0 ? 0 : smallest << (block & ((1 << ClassBits) - 1));

    /// <summary>All elements of a block.</summary>
    public Span<T> Of(int block)
    {
        if (block == 0) return default;
        var number = block & ((1 << ClassBits) - 1);
        var size = smallest << number;
        return _classes[number]!.Block((block >> ClassBits) - 1, size);
    }

    /// <summary>A block of at least <paramref name="size"/> elements; its contents are whatever was there.</summary>
    public int Allocate(int size)
    {
        var number = size <= smallest ? 0 : BitOperations.Log2((uint)(size - 1)) - BitOperations.Log2((uint)smallest) + 1;
        var blocks = _classes[number] ??= new Class(memory, BitOperations.Log2((uint)Math.Max(1, ElementsPerChunk / (smallest << number))));
        var index = blocks.Take(smallest << number, out var grown);
        Capacity += grown;
        return ((index + 1) << ClassBits) | number;
    }

    /// <summary>Gives a block back; "none" is allowed.</summary>
    public void Free(int block)
    {
        if (block != 0) _classes[block & ((1 << ClassBits) - 1)]!.Give((block >> ClassBits) - 1);
    }

    /// <summary>A block twice as large with the same first elements; the old one is given back.</summary>
    public int Grow(int block)
    {
        var larger = Allocate(Math.Max(smallest, SizeOf(block) * 2));
        Of(block).CopyTo(Of(larger));
        Free(block);
        return larger;
    }

    private sealed class Class(TableMemory memory, int chunkBits)
    {
        private readonly List<int> _free = [];
        private T*[] _chunks = new T*[4];
        private int _next;

        public Span<T> Block(int index, int size) => new(_chunks[index >> chunkBits] + ((index & ((1 << chunkBits) - 1)) * size), size);

        public int Take(int size, out int grown)
        {
            grown = 0;
            if (_free.Count > 0)
            {
                var used = _free[^1];
                _free.RemoveAt(_free.Count - 1);
                return used;
            }

            var chunk = _next >> chunkBits;
            if ((_next & ((1 << chunkBits) - 1)) == 0)
            {
                if (chunk == _chunks.Length)
                {
                    var former = _chunks;
                    _chunks = new T*[chunk * 2];
                    Array.Copy(former, _chunks, chunk);
                }

                _chunks[chunk] = memory.Take<T>(grown = size << chunkBits);
            }

            return _next++;
        }

        public void Give(int index) => _free.Add(index);
    }
}
