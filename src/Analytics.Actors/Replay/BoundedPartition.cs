using Analytics.Contracts.Log;

namespace Analytics.Actors.Replay;

/// <summary>A partition that ends at an offset, for whoever looks at what was there before it. Readers wait for records that are on their way. Nothing is appended.</summary>
/// <param name="whole">The partition.</param>
/// <param name="end">Where it ends, at most.</param>
internal sealed class BoundedPartition(ILogPartition whole, long end) : ILogPartition
{
    public string Topic => whole.Topic;

    public int Index => whole.Index;

    public long StartOffset => whole.StartOffset;

    public long EndOffset => Math.Min(end, whole.EndOffset);

    public long SizeInBytes => whole.SizeInBytes;

    public void Refresh() => whole.Refresh();

    public ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("A replay appends nothing.");

    public ILogReader OpenReader(long offset) => new Reader(this, whole.OpenReader(offset));

    public long OffsetAt(long receivedAtMicros) => Math.Min(end, whole.OffsetAt(receivedAtMicros));

    private sealed class Reader(BoundedPartition partition, ILogReader reader) : ILogReader
    {
        public long Position => Math.Min(reader.Position, partition.EndOffset);

        public bool IsAtEnd => Position >= partition.EndOffset;

        public Action? Arrived { get; set; }

        public int Read(RecordBatch target, int maxRecords, int maxBytes) => ReadOrWait(target, maxRecords, maxBytes);

        public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes)
        {
            target.Clear();
            if (IsAtEnd) return 0;
            var count = reader.ReadOrWait(target, (int)Math.Min(maxRecords, partition.EndOffset - Position), maxBytes);
            while (count > 0 && target.Records[count - 1].Offset >= partition.EndOffset) count--;
            target.Truncate(count);
            return count;
        }

        public void Seek(long offset) => reader.Seek(offset);

        public void Dispose() => reader.Dispose();
    }
}
