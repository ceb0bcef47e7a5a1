using System.Runtime.CompilerServices;
using Analytics.Contracts.Log;

namespace Analytics.Contracts.Events;

/// <summary>
/// The unit of work: up to a few thousand events decoded from one run of records. Rows point into the records' buffer, so a
/// batch is valid until its records are read into again. One thread at a time uses it; it is reused for ever.
/// </summary>
public sealed class EventBatch
{
    private EventRow[] _rows = new EventRow[16];
    private PersonalValue[] _personal = new PersonalValue[16];
    private int _personalCount;

    /// <summary>The records that the rows were decoded from; owns the buffer that every slice points into.</summary>
    public RecordBatch Records { get; private set; } = new();

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>The rows in log order.</summary>
    public Span<EventRow> Rows => _rows.AsSpan(0, Count);

    /// <summary>Forgets all rows and points at other records.</summary>
    public void Reset(RecordBatch records)
    {
        Records = records;
        Count = _personalCount = 0;
    }

    /// <summary>Adds a cleared row and returns it.</summary>
    public ref EventRow Add()
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, _rows.Length * 2);
        ref var row = ref _rows[Count++];
        row = default;
        return ref row;
    }

    /// <summary>The values with personal names in a row's properties, in the order of the text; empty when they must be looked for.</summary>
    public ReadOnlySpan<PersonalValue> Personal(in EventRow row) => _personal.AsSpan(row.PersonalAt, row.PersonalCount);

    /// <summary>Adds such a value to the row added last.</summary>
    public void AddPersonal(ref EventRow row, PersonalValue value)
    {
        if (_personalCount == _personal.Length) Array.Resize(ref _personal, _personalCount * 2);
        if (row.PersonalCount++ == 0) row.PersonalAt = _personalCount;
        _personal[_personalCount++] = value;
    }

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Takes the row added last away again (its event was rejected half way).</summary>
    public void RemoveLast() => Count--;

    /// <summary>The bytes of a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(Utf8Slice slice) => Records.Bytes(slice);

    /// <summary>Text of a slice, for errors and people; allocates.</summary>
    public string Text(Utf8Slice slice) => System.Text.Encoding.UTF8.GetString(Records.Bytes(slice));
}
