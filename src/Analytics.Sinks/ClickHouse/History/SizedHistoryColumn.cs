using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>A column with values of one width.</summary>
/// <param name="type">How the type of its values begins.</param>
/// <param name="set">Puts one into a row; null for those that are only looked at.</param>
internal abstract class SizedHistoryColumn<T>(string type, SizedHistoryColumn<T>.Setter? set) : HistoryColumn(type)
    where T : unmanaged
{
    private T[] _values = [];
    private int _count;

    /// <summary>Puts a value into a row.</summary>
    internal delegate void Setter(ref EventRow row, T value);

    /// <summary>The values.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, _count);

    /// <inheritdoc/>
    public override void Clear() => _count = 0;

    /// <inheritdoc/>
    public override void Fill(Span<EventRow> rows, ReadOnlySpan<int> order, ReadOnlySpan<byte> answer)
    {
        if (set is null) return;
        for (var i = 0; i < rows.Length; i++) set(ref rows[i], _values[order[i]]);
    }

    /// <summary>Where the values of the next rows go.</summary>
    protected Span<T> Add(int rows)
    {
        if (_values.Length < _count + rows) Array.Resize(ref _values, Math.Max(_count + rows, _values.Length * 2));
        _count += rows;
        return _values.AsSpan(_count - rows, rows);
    }
}
