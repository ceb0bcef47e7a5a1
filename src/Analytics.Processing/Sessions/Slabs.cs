using System.Numerics;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Sessions;

/// <summary>
/// Blocks of <typeparamref name="T"/> of a few sizes (four from each power of two to the next), cut from large arrays and used again: what is variable in length about a million
/// sessions, without an object for each. A block is named by a number that says where it is, so that finding it reads nothing else; 0 is "none". Blocks never move.
/// </summary>
/// <param name="smallest">Elements of the smallest block, a power of two.</param>
/// <param name="memory">Where the arrays lie.</param>
public sealed unsafe class Slabs<T>(int smallest, TableMemory memory)
    where T : unmanaged
{
    // The addresses of a process have 56 bits at most; what is left says how large the block is.
    private const int AddressBits = 56;
    private const int ElementsPerChunk = 16_384;
    private const int SizesADoubling = 4;

    private readonly SizeClass?[] _classes = new SizeClass?[1 << (63 - AddressBits)];

    /// <summary>Elements in all arrays, in use or not.</summary>
    public long Capacity { get; private set; }

    /// <summary>Elements that a block holds; 0 for "none".</summary>
    public int SizeOf(long block) => block == 0 ? 0 : SizeOfClass((int)(block >> AddressBits));

    /// <summary>All elements of a block.</summary>
    public Span<T> Of(long block) => new((T*)(block & ((1L << AddressBits) - 1)), SizeOf(block));

    /// <summary>A block of at least <paramref name="size"/> elements; its contents are whatever was there.</summary>
    public long Allocate(int size)
    {
        var number = ClassOf(size);
        var blocks = _classes[number] ??= new SizeClass();
        if (blocks.Free.Count > 0)
        {
            var used = blocks.Free[^1];
            blocks.Free.RemoveAt(blocks.Free.Count - 1);
            return used;
        }

        var elements = SizeOfClass(number);
        if (blocks.Left == 0)
        {
            blocks.Left = Math.Max(1, ElementsPerChunk / elements);
            blocks.Next = memory.Take<T>(blocks.Left * elements);
            Capacity += (long)blocks.Left * elements;
        }

        var block = blocks.Next;
        blocks.Next += elements;
        blocks.Left--;
        return ((long)number << AddressBits) | (long)block;
    }

    /// <summary>Gives a block back; "none" is allowed.</summary>
    public void Free(long block)
    {
        if (block != 0) _classes[block >> AddressBits]!.Free.Add(block);
    }

    /// <summary>A block of at least <paramref name="size"/> elements, not fewer than there are, with the same first ones; the old block is given back.</summary>
    public long Grow(long block, int size)
    {
        var larger = Allocate(size);
        Of(block).CopyTo(Of(larger));
        Free(block);
        return larger;
    }

    // One to four of the smallest, then five, six, seven and eight of them, ten, twelve, fourteen and sixteen, and so on.
    private int SizeOfClass(int number) =>
        number < SizesADoubling ? smallest * (number + 1) : (smallest * (SizesADoubling + 1 + (number % SizesADoubling))) << ((number / SizesADoubling) - 1);

    private int ClassOf(int size)
    {
        var units = (Math.Max(size, 1) + smallest - 1) / smallest;
        if (units <= SizesADoubling) return units - 1;
        var shift = BitOperations.Log2((uint)(units - 1)) - 2;
        return ((shift + 1) * SizesADoubling) + ((units - 1) >> shift) - SizesADoubling;
    }

    private sealed class SizeClass
    {
        public readonly List<long> Free = [];
        public T* Next;
        public int Left;
    }
}
