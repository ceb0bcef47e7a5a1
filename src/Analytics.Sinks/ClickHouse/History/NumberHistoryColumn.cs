using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Numbers of one width, times, and truths as 0 and 1.</summary>
/// <param name="type">How their type begins.</param>
/// <param name="set">Puts one into a row; null for those that are only looked at.</param>
internal sealed class NumberHistoryColumn<T>(string type, NumberHistoryColumn<T>.Setter? set = null) : HistoryColumn(type)
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

    /// <inheritdoc/>
    protected override void ReadBody(ref NativeInput input, int rows)
    {
        if (_values.Length < _count + rows) Array.Resize(ref _values, Math.Max(_count + rows, _values.Length * 2));
        input.Numbers<T>(rows).CopyTo(_values.AsSpan(_count));
        _count += rows;
    }
}
