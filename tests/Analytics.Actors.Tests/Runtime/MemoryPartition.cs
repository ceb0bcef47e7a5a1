using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Runtime;

internal sealed class MemoryPartition(string topic) : ILogPartition
{
    private readonly List<Record> _records = [];
    private readonly HashSet<UInt128> _ids = [];
    private readonly List<MemoryReader> _readers = [];

    public string Topic => topic;

    public int Index => 0;

    public long StartOffset => 0;

    public long EndOffset => _records.Count;

    public long SizeInBytes => _records.Sum(record => record.Value.Length);

    public IReadOnlyList<Record> Records => _records;

    public void Append(string value, long receivedAt)
    {
        _records.Add(new Record(receivedAt, [], [], Encoding.UTF8.GetBytes(value)));
        foreach (var reader in _readers.ToArray()) reader.Arrived?.Invoke();
    }

    public void Refresh()
    {
    }

    public ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            var record = source.Records[indices.Span[i]];
            offsets.Span[i] = record.Id != 0 && !_ids.Add(record.Id) ? -1 : _records.Count;
            if (offsets.Span[i] < 0) continue;
            _records.Add(new Record(
                record.ReceivedAt, source.Bytes(record.Key).ToArray(), source.Bytes(record.Headers).ToArray(), source.Bytes(record.Value).ToArray()));
        }

        return ValueTask.CompletedTask;
    }

    public ILogReader OpenReader(long offset)
    {
        var reader = new MemoryReader(this, offset);
        _readers.Add(reader);
        return reader;
    }

    public long OffsetAt(long receivedAtMicros) => _records.FindIndex(record => record.ReceivedAt >= receivedAtMicros);

    internal sealed record Record(long ReceivedAt, byte[] Key, byte[] Headers, byte[] Value)
    {
        public string Text => Encoding.UTF8.GetString(Value);

        public string Header(string name) =>
            Encoding.UTF8.GetString(RecordHeaders.Find(Headers, Encoding.ASCII.GetBytes(RecordHeaders.ErrorPrefix + name)));
    }

    private sealed class MemoryReader(MemoryPartition partition, long offset) : ILogReader
    {
        public long Position { get; private set; } = offset;

        public Action? Arrived { get; set; }

        public int Read(RecordBatch target, int maxRecords, int maxBytes)
        {
            target.Clear();
            while (target.Count < maxRecords && target.Length < maxBytes && Position < partition.EndOffset)
            {
                var stored = partition._records[(int)Position];
                var (key, headers, value) = (target.Append(stored.Key), target.Append(stored.Headers), target.Append(stored.Value));
                ref var record = ref target.Add();
                (record.Offset, record.ReceivedAt, record.Key, record.Headers, record.Value) = (Position++, stored.ReceivedAt, key, headers, value);
            }

            target.NextOffset = Position;
            return target.Count;
        }

        public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes) => Read(target, maxRecords, maxBytes);

        public bool IsAtEnd => Position >= partition.EndOffset;

        public void Seek(long offset) => Position = offset;

        public void Dispose() => partition._readers.Remove(this);
    }
}
