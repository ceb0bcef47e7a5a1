using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Numbers of one width, times, and truths as 0 and 1.</summary>
/// <param name="type">How their type begins.</param>
/// <param name="set">Puts one into a row; null for those that are only looked at.</param>
internal sealed class NumberHistoryColumn<T>(string type, SizedHistoryColumn<T>.Setter? set = null) : SizedHistoryColumn<T>(type, set)
    where T : unmanaged
{
    /// <inheritdoc/>
    protected override void ReadBody(ref NativeInput input, int rows) => input.Numbers<T>(rows).CopyTo(Add(rows));
}
