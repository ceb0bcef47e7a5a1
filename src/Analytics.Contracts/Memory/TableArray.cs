namespace Analytics.Contracts.Memory;

/// <summary>
/// An array for tables that are visited at random: of zeros, outside the collected heap, in huge pages when it is large (see <see cref="TableMemory"/>). A reference into it
/// is valid as long as the array is referred to and not released; who makes a larger one in its place releases it, all others leave it to the collector.
/// </summary>
/// <typeparam name="T">Elements; all zeros must be one.</typeparam>
public sealed unsafe class TableArray<T>
    where T : unmanaged
{
    private readonly MemoryBlock _block;
    private T* _start;

    /// <summary>An array of zeros.</summary>
    /// <param name="length">Elements, at least one.</param>
    public TableArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _block = new MemoryBlock((long)length * sizeof(T));
        _start = (T*)_block.Start;
        Length = length;
        // Writes to each page, see TouchedArray.
        AsSpan().Clear();
    }

    /// <summary>Elements.</summary>
    public int Length { get; private set; }

    /// <summary>An element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none at that place.</exception>
    public ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Length) OutOfRange();
            return ref _start[index];
        }
    }

    /// <summary>All of them.</summary>
    public Span<T> AsSpan() => new(_start, Length);

    /// <summary>Gives the memory back; what is left has no elements.</summary>
    public void Release()
    {
        Length = 0;
        _start = null;
        _block.Release();
    }

    private static void OutOfRange() => throw new ArgumentOutOfRangeException("index");
}
