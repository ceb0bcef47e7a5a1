using System.Numerics;
using System.Runtime.CompilerServices;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Windows;

/// <summary>Cells of one window in an open-addressing table with linear probing. Grows from eight slots; never shrinks, but can be cleared.</summary>
public sealed class CellTable
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private WindowCell[] _slots = new WindowCell[8];
    private int _shift = 61;

    /// <summary>Cells in use.</summary>
    public int Count { get; private set; }

    /// <summary>Memory in bytes.</summary>
    public int Bytes => _slots.Length * Unsafe.SizeOf<WindowCell>();

    /// <summary>All slots, empty ones (key 0) included, in no meaningful order.</summary>
    public Span<WindowCell> Slots => _slots;

    /// <summary>The cell of a key, made when new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref WindowCell Of(ulong key)
    {
        var slots = _slots;
        var at = (int)((key * Spread) >> _shift);
        while (true)
        {
            ref var cell = ref slots[at];
            if (cell.Key == key) return ref cell;
            if (cell.Key == 0) return ref Add(key, ref cell);
            at = (at + 1) & (slots.Length - 1);
        }
    }

    /// <summary>Adds every cell of the other table and marks what it touches as changed.</summary>
    /// <exception cref="OverflowException">A sum leaves 128 bits, or a count 64.</exception>
    public void Merge(CellTable other)
    {
        foreach (ref var from in other.Slots)
        {
            if (from.Key == 0) continue;
            ref var cell = ref Of(from.Key);
            cell.Events = checked(cell.Events + from.Events);
            cell.AmountMicros = checked(cell.AmountMicros + from.AmountMicros);
            cell.Changed = true;
        }
    }

    /// <summary>Forgets all cells; keeps the memory.</summary>
    public void Clear()
    {
        if (Count > 0) Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>The keys in the order that results are written in: dimension, then value and currency by their bytes (symbols have no order).</summary>
    public ReadOnlySpan<ulong> SortedKeys(ref ulong[] scratch)
    {
        if (scratch.Length < Count) scratch = new ulong[_slots.Length];
        var count = 0;
        foreach (ref var cell in Slots)
            if (cell.Key != 0) scratch[count++] = cell.Key;
        var keys = scratch.AsSpan(0, count);
        keys.Sort(CompareByName);
        return keys;
    }

    private static int CompareByName(ulong left, ulong right)
    {
        var byDimension = WindowCellKey.Dimension(left).CompareTo(WindowCellKey.Dimension(right));
        if (byDimension != 0) return byDimension;
        var byValue = Symbols.Utf8(WindowCellKey.Value(left)).SequenceCompareTo(Symbols.Utf8(WindowCellKey.Value(right)));
        if (byValue != 0) return byValue;
        return Symbols.Utf8(WindowCellKey.Currency(left)).SequenceCompareTo(Symbols.Utf8(WindowCellKey.Currency(right)));
    }

    private ref WindowCell Add(ulong key, ref WindowCell free)
    {
        if (Count >= _slots.Length / 4 * 3)
        {
            Grow();
            return ref Of(key);
        }

        Count++;
        free.Key = key;
        return ref free;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new WindowCell[old.Length * 2];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        foreach (ref var cell in old.AsSpan())
        {
            if (cell.Key == 0) continue;
            var at = (int)((cell.Key * Spread) >> _shift);
            while (_slots[at].Key != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = cell;
        }
    }
}
