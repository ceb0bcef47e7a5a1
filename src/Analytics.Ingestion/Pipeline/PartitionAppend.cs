using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Pipeline;

/// <summary>The records of one request that go to one partition.</summary>
internal sealed class PartitionAppend(ILogPartition partition)
{
    private const int MaxPiece = 8 * 1024 * 1024;
    private const int RecordOverhead = 128;

    private int[] _indices = new int[64];
    private long[] _offsets = new long[64];

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Records that the partition had already; known after the append.</summary>
    public int Duplicates => _offsets.AsSpan(0, Count).Count(-1);

    /// <summary>Forgets the records.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a record by its index in the batch.</summary>
    public void Add(int record)
    {
        if (Count == _indices.Length)
        {
            Array.Resize(ref _indices, Count * 2);
            _offsets = new long[Count * 2];
        }

        _indices[Count++] = record;
    }

    /// <summary>
    /// Appends the records; completes when they are durable. What is large goes in pieces, one after the other: a log takes only so much at a time, and others'
    /// records find their place in between.
    /// </summary>
    public ValueTask AppendAsync(RecordBatch records)
    {
        var end = EndOfPiece(records, 0);
        return end == Count ? AppendAsync(records, 0, end) : AppendPiecesAsync(records, end);
    }

    private async ValueTask AppendPiecesAsync(RecordBatch records, int end)
    {
        for (var start = 0; start < Count; (start, end) = (end, EndOfPiece(records, end))) await AppendAsync(records, start, end);
    }

    private ValueTask AppendAsync(RecordBatch records, int start, int end) =>
        partition.AppendAsync(records, _indices.AsMemory(start, end - start), _offsets.AsMemory(start, end - start), CancellationToken.None);

    // Headers count most: small events carry the same ones each.
    private int EndOfPiece(RecordBatch records, int start)
    {
        var end = start;
        for (var bytes = 0L; end < Count; end++)
        {
            ref readonly var record = ref records.Records[_indices[end]];
            bytes += RecordOverhead + record.Key.Length + record.Headers.Length + record.Value.Length;
            if (bytes > MaxPiece && end > start) break;
        }

        return end;
    }
}
