using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>
/// One field of many rows: columns are filled by a loop over one field, which keeps the column's position in registers, where a call for each field of
/// each row would load and store it forty times a row.
/// </summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
/// <typeparam name="TField">Type of the field.</typeparam>
internal readonly ref struct RowField<TRow, TField>
    where TRow : struct
    where TField : struct
{
    private readonly ref TField _first;

    /// <summary>The field <paramref name="ofFirst"/> of the first of <paramref name="rows"/>, and the same field of the others.</summary>
    public RowField(ReadOnlySpan<TRow> rows, in TField ofFirst)
    {
        _first = ref Unsafe.AsRef(in ofFirst);
        Count = rows.Length;
        // The reference must lie inside the first row, or the others would be read from elsewhere.
        var offset = Unsafe.ByteOffset(ref Unsafe.As<TRow, byte>(ref MemoryMarshal.GetReference(rows)), ref Unsafe.As<TField, byte>(ref _first));
        if (rows.IsEmpty || offset < 0 || offset > Unsafe.SizeOf<TRow>() - Unsafe.SizeOf<TField>())
            throw new ArgumentException("The field is none of the first row's.", nameof(ofFirst));
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>The field of a row; the caller keeps the index below <see cref="Count"/>.</summary>
    public TField this[int row] => Unsafe.AddByteOffset(ref _first, row * Unsafe.SizeOf<TRow>());
}
