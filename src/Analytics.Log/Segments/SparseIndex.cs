namespace Analytics.Log.Segments;

/// <summary>Entries of one segment, in order. One thread adds, any thread looks up.</summary>
internal sealed class SparseIndex
{
    private IndexEntry[] _entries = new IndexEntry[16];
    private int _count;

    /// <summary>The entries so far. The count is read before the array, which only ever grows.</summary>
    public ReadOnlySpan<IndexEntry> Entries
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _entries).AsSpan(0, count);
        }
    }

    public void Add(IndexEntry entry)
    {
        var entries = _entries;
        if (_count == entries.Length)
        {
            Array.Resize(ref entries, entries.Length * 2);
            Volatile.Write(ref _entries, entries);
        }

        entries[_count] = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The last entry that is not behind an offset; the default one when there are none.</summary>
    public IndexEntry AtOrBefore(long offset)
    {
        var entries = Entries;
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle].Offset <= offset) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? default : entries[low - 1];
    }

    /// <summary>The last entry before which everything was received earlier than a time; the default one when there are none.</summary>
    public IndexEntry Before(long receivedAt)
    {
        var entries = Entries;
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle].MaxReceivedBefore < receivedAt) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? default : entries[low - 1];
    }
}
