using Analytics.Contracts.Log;

namespace Analytics.Actors.Streams;

/// <summary>Reads a partition batch by batch and never beyond an offset that the caller names.</summary>
internal sealed class LogWindow(ILogReader reader) : IDisposable
{
    /// <summary>The records read last.</summary>
    public RecordBatch Records { get; set; } = new();

    /// <summary>Offset of the next record, or one before it that no record has.</summary>
    public long Position => reader.Position;

    /// <summary>Whether the log has nothing more at present.</summary>
    public bool IsAtEnd => reader.IsAtEnd;

    /// <summary>
    /// Reads the next records below <paramref name="until"/>; false when there was nothing to move on to. Offsets may have gaps: the position may move without records, and
    /// never beyond <paramref name="until"/>, even when no record has the offsets from there on.
    /// </summary>
    public bool Read(long until, int maxRecords, int maxBytes)
    {
        var start = reader.Position;
        return start < until && Keep(start, until, reader.Read(Records, MostRecords(start, until, maxRecords), maxBytes));
    }

    /// <summary>Like <see cref="Read"/>, but waits for records that are on their way; false at the log's end.</summary>
    public bool ReadOrWait(long until, int maxRecords, int maxBytes)
    {
        var start = reader.Position;
        return start < until && Keep(start, until, reader.ReadOrWait(Records, MostRecords(start, until, maxRecords), maxBytes));
    }

    /// <summary>Goes on from another offset.</summary>
    public void Seek(long offset) => reader.Seek(offset);

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Arrived = null;
        reader.Dispose();
    }

    private static int MostRecords(long start, long until, int maxRecords) => (int)Math.Min(maxRecords, until - start);

    private bool Keep(long start, long until, int count)
    {
        while (count > 0 && Records.Records[count - 1].Offset >= until) count--;
        Records.Truncate(count);
        if (reader.Position > until) reader.Seek(until);
        return reader.Position > start;
    }
}
