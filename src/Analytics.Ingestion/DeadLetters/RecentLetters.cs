namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Tells a record of a dead-letter topic that was written twice: a node that dies between an append and its checkpoint appends again, and Kafka keeps both. Both have the same identity, and they
/// lie close together, so that remembering the last ones is enough. One reader from the topic's start; one thread at a time.
/// </summary>
internal sealed class RecentLetters
{
    private const int Remembered = 100_000;
    private HashSet<UInt128> _newer = [];
    private HashSet<UInt128> _older = [];

    /// <summary>True when a record of this identity was there before; records without one never are.</summary>
    public bool IsRepeated(UInt128 id)
    {
        if (id == default) return false;
        if (_older.Contains(id) || !_newer.Add(id)) return true;
        if (_newer.Count >= Remembered) (_older, _newer) = (_newer, []);
        return false;
    }
}
