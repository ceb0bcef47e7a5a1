using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Pipeline;

/// <summary>The records of one request that go to one partition.</summary>
internal sealed class PartitionAppend(ILogPartition partition)
{
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

    /// <summary>Appends the records; completes when they are durable.</summary>
    public ValueTask AppendAsync(RecordBatch records) =>
        partition.AppendAsync(records, _indices.AsMemory(0, Count), _offsets.AsMemory(0, Count), CancellationToken.None);
}
