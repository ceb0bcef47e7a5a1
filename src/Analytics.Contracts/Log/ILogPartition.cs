namespace Analytics.Contracts.Log;

/// <summary>One partition. Appends and reads from any thread.</summary>
public interface ILogPartition
{
    /// <summary>Topic name.</summary>
    string Topic { get; }

    /// <summary>Partition number.</summary>
    int Index { get; }

    /// <summary>Lowest offset that is still kept.</summary>
    long StartOffset { get; }

    /// <summary>Offset after the last durable record: what readers may see.</summary>
    long EndOffset { get; }

    /// <summary>Bytes kept.</summary>
    long SizeInBytes { get; }

    /// <summary>
    /// Appends the records at <paramref name="indices"/> of <paramref name="source"/>, in that order, and completes when they are durable
    /// (group commit). A record whose id was appended within the duplicate horizon is not appended again.
    /// <paramref name="offsets"/>[i] becomes the offset of the i-th, or -1 for a duplicate. All or nothing.
    /// </summary>
    /// <exception cref="LogUnavailableException">Nothing was appended and the caller must not acknowledge (disk full, stopped writer).</exception>
    ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default);

    /// <summary>A reader that starts at <paramref name="offset"/> (or at the start offset, when that is higher).</summary>
    ILogReader OpenReader(long offset);

    /// <summary>The first offset received at or after a time (microseconds since 1970); the end offset when there is none.</summary>
    long OffsetAt(long receivedAtMicros);
}
