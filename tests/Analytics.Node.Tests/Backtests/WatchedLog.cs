using Analytics.Contracts.Log;

namespace Analytics.Node.Tests.Backtests;

/// <summary>A log that counts its readers, and lets something happen right before each read.</summary>
internal sealed class WatchedLog(ILog log, Action beforeRead) : ILog
{
    private int _open;

    /// <summary>Readers that were opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Readers that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public IReadOnlyList<TopicDescription> Topics => log.Topics;

    public bool DropsDuplicates => log.DropsDuplicates;

    public ILogPartition Partition(string topic, int partition) => new WatchedPartition(this, log.Partition(topic, partition));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class WatchedPartition(WatchedLog owner, ILogPartition partition) : ILogPartition
    {
        public string Topic => partition.Topic;

        public int Index => partition.Index;

        public long StartOffset => partition.StartOffset;

        public long EndOffset => partition.EndOffset;

        public long SizeInBytes => partition.SizeInBytes;

        public void Refresh() => partition.Refresh();

        public ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default) => partition.AppendAsync(source, indices, offsets, cancellation);

        public ILogReader OpenReader(long offset)
        {
            var reader = partition.OpenReader(offset);
            owner.Opened++;
            Interlocked.Increment(ref owner._open);
            return new WatchedReader(owner, reader);
        }

        public long OffsetAt(long receivedAtMicros) => partition.OffsetAt(receivedAtMicros);
    }

    private sealed class WatchedReader(WatchedLog owner, ILogReader reader) : ILogReader
    {
        public long Position => reader.Position;

        public bool IsAtEnd => reader.IsAtEnd;

        public Action? Arrived
        {
            get => reader.Arrived;
            set => reader.Arrived = value;
        }

        public int Read(RecordBatch target, int maxRecords, int maxBytes) => throw new InvalidOperationException("Nobody reads without waiting here.");

        public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes)
        {
            owner.BeforeRead();
            return reader.ReadOrWait(target, maxRecords, maxBytes);
        }

        public void Seek(long offset) => reader.Seek(offset);

        public void Dispose()
        {
            Interlocked.Decrement(ref owner._open);
            reader.Dispose();
        }
    }

    private void BeforeRead() => beforeRead();
}
