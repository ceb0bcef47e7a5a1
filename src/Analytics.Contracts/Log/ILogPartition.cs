namespace Analytics.Contracts.Log;

/// <summary>One partition. Appends and reads from any thread.</summary>
public interface ILogPartition
{
    /// <summary>What <see cref="AppendAsync"/> gives as the offset of a record that is durable at an offset that the server did not tell.</summary>
    const long UnknownOffset = -2;

    /// <summary>Topic name.</summary>
    string Topic { get; }

    /// <summary>Partition number.</summary>
    int Index { get; }

    /// <summary>Lowest offset that is still kept.</summary>
    long StartOffset { get; }

    /// <summary>Offset after the last durable record: what readers may see. Where others write too, as of a moment ago.</summary>
    long EndOffset { get; }

    /// <summary>Brings <see cref="StartOffset"/> and <see cref="EndOffset"/> up to date. May take a round trip to a server.</summary>
    /// <exception cref="LogUnavailableException">The server does not answer.</exception>
    void Refresh();

    /// <summary>Bytes kept; 0 where the log cannot tell.</summary>
    long SizeInBytes { get; }

    /// <summary>
    /// Appends the records at <paramref name="indices"/> of <paramref name="source"/>, in that order, and completes when they are durable
    /// (group commit). The segment log does not append a record again whose id was appended within the duplicate horizon; Kafka cannot tell, there the shards
    /// drop it. <paramref name="offsets"/>[i] becomes the offset of the i-th, -1 for a duplicate, or <see cref="UnknownOffset"/>. All or nothing.
    /// </summary>
    /// <exception cref="LogUnavailableException">
    /// The caller must not acknowledge (disk full, stopped writer, no broker). Nothing was appended to segments; Kafka may have taken some of the records,
    /// and a retry then doubles these for the shards to drop.
    /// </exception>
    ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default);

    /// <summary>A reader that starts at <paramref name="offset"/> (or at the start offset, when that is higher).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log does not reach that far: it is not the log that the offset comes from.</exception>
    ILogReader OpenReader(long offset);

    /// <summary>The first offset received at or after a time (microseconds since 1970); the end offset when there is none.</summary>
    long OffsetAt(long receivedAtMicros);
}
