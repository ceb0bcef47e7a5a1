using Analytics.Contracts.Log;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Where the letters of a dead-letter partition are. Which records are letters is known from the partition's start only, so everything is read from there, once; afterwards what came since.
/// Any thread.
/// </summary>
public sealed class LetterIndex : IDisposable
{
    private const int BatchRecords = 1_024;
    private const int BatchBytes = 1 << 20;
    private readonly Lock _gate = new();
    private readonly RecordBatch _batch = new();
    private readonly LetterTally _tally = new();
    private readonly ILogPartition _partition;
    private readonly ILogReader _reader;

    /// <summary>Begins with nothing read.</summary>
    public LetterIndex(ILogPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        _partition = partition;
        _reader = partition.OpenReader(0);
    }

    /// <summary>Letters by reason, of what was read.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> ByReason
    {
        get
        {
            lock (_gate) return [.. _tally.ByReason];
        }
    }

    /// <summary>Reads a bounded number of records on; false at the end.</summary>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public bool ReadOn()
    {
        lock (_gate)
        {
            if (!TryRead()) return false;
            foreach (ref readonly var record in _batch.Records) _tally.Add(record.Offset, record.Id, _batch.Bytes(record.Headers));
            return true;
        }
    }

    /// <summary>Reads all that is there now.</summary>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public void ReadToEnd()
    {
        _partition.Refresh();
        while (ReadOn())
        {
            // Others have their turn between two batches.
        }
    }

    /// <inheritdoc cref="LetterTally.Next"/>
    public long? Next(long offset, string? reason)
    {
        lock (_gate) return _tally.Next(Math.Max(offset, _partition.StartOffset), reason);
    }

    /// <summary>Offsets of the last letters, the newest first.</summary>
    /// <param name="count">At most this many.</param>
    /// <param name="reason">Only of this reason; null for all.</param>
    public IReadOnlyList<long> Last(int count, string? reason)
    {
        var offsets = new List<long>();
        lock (_gate)
        {
            for (var before = long.MaxValue; offsets.Count < count && _tally.Previous(before, reason) is { } offset && offset >= _partition.StartOffset; before = offset)
                offsets.Add(offset);
        }

        return offsets;
    }

    /// <inheritdoc cref="LetterTally.IsRetried"/>
    public bool IsRetried(long offset)
    {
        lock (_gate) return _tally.IsRetried(offset);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool TryRead()
    {
        try
        {
            return _reader.ReadOrWait(_batch, BatchRecords, BatchBytes) > 0;
        }
        catch (LogTruncatedException)
        {
            // Retention was faster than anybody who asked.
            _reader.Seek(_partition.StartOffset);
            return _reader.ReadOrWait(_batch, BatchRecords, BatchBytes) > 0;
        }
    }
}
