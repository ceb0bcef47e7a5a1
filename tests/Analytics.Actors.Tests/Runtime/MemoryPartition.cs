using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>
/// One partition in memory. With <see cref="Sparse"/> it is as unruly as a broker's: offsets have gaps, also at the end; reads return any number of records, or none
/// although there are some (they come with the next <see cref="Fetch"/>); and positions jump over gaps early or late.
/// </summary>
internal sealed class MemoryPartition(string topic, int index = 0) : ILogPartition
{
    private readonly List<Record> _records = [];
    private readonly HashSet<UInt128> _ids = [];
    private readonly List<MemoryReader> _readers = [];

    public Random? Sparse { get; set; }

    /// <summary>Whether a record whose id was here before is dropped. Default true.</summary>
    public bool DropsRepeats { get; init; } = true;

    /// <summary>Asked before and after an append; may throw.</summary>
    public Action? Appending { get; set; }

    /// <summary>Hears of each record.</summary>
    public Action<Record>? Added { get; set; }

    public string Topic => topic;

    public int Index => index;

    public long StartOffset => 0;

    public long EndOffset { get; private set; }

    public long SizeInBytes => _records.Sum(record => record.Value.Length);

    public IReadOnlyList<Record> Records => _records;

    public void Append(string value, long receivedAt, byte[]? headers = null)
    {
        Add(receivedAt, 0, [], headers ?? [], Encoding.UTF8.GetBytes(value));
        foreach (var reader in _readers.ToArray()) reader.Arrived?.Invoke();
    }

    public void Refresh()
    {
    }

    public ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default)
    {
        Appending?.Invoke();
        for (var i = 0; i < indices.Length; i++)
        {
            var record = source.Records[indices.Span[i]];
            offsets.Span[i] = record.Id != 0 && !_ids.Add(record.Id) && DropsRepeats ? -1 : EndOffset;
            if (offsets.Span[i] < 0) continue;
            Add(record.ReceivedAt, record.Id, source.Bytes(record.Key).ToArray(), source.Bytes(record.Headers).ToArray(), source.Bytes(record.Value).ToArray());
        }

        Appending?.Invoke();
        return ValueTask.CompletedTask;
    }

    public ILogReader OpenReader(long offset)
    {
        var reader = new MemoryReader(this, offset);
        _readers.Add(reader);
        return reader;
    }

    public long OffsetAt(long receivedAtMicros) => _records.Find(record => record.ReceivedAt >= receivedAtMicros)?.Offset ?? EndOffset;

    /// <summary>Readers get what they are waiting for; false when none waits.</summary>
    public bool Fetch()
    {
        var waiting = _readers.FindAll(reader => reader.IsWaiting);
        foreach (var reader in waiting) reader.Fetch();
        return waiting.Count > 0;
    }

    /// <summary>Takes over the records and the end of another.</summary>
    public void CopyFrom(MemoryPartition other)
    {
        _records.AddRange(other._records);
        EndOffset = other.EndOffset;
    }

    private void Add(long receivedAt, UInt128 id, byte[] key, byte[] headers, byte[] value)
    {
        EndOffset += Gap();
        _records.Add(new Record(EndOffset++, receivedAt, id, key, headers, value));
        Added?.Invoke(_records[^1]);
        EndOffset += Gap();
    }

    private int Gap() => Sparse is null || Sparse.Next(3) > 0 ? 0 : Sparse.Next(4);

    private int From(long offset)
    {
        var (low, high) = (0, _records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_records[middle].Offset < offset) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    internal sealed record Record(long Offset, long ReceivedAt, UInt128 Id, byte[] Key, byte[] Headers, byte[] Value)
    {
        public string Text => Encoding.UTF8.GetString(Value);

        public string Header(string name) =>
            Encoding.UTF8.GetString(RecordHeaders.Find(Headers, Encoding.ASCII.GetBytes(RecordHeaders.ErrorPrefix + name)));
    }

    private sealed class MemoryReader(MemoryPartition partition, long offset) : ILogReader
    {
        public long Position { get; private set; } = offset;

        public Action? Arrived { get; set; }

        public bool IsWaiting { get; private set; }

        public bool IsAtEnd => Position >= partition.EndOffset;

        public int Read(RecordBatch target, int maxRecords, int maxBytes)
        {
            target.Clear();
            if (partition.Sparse is { } random)
            {
                IsWaiting |= Position < partition.EndOffset && random.Next(4) == 0;
                if (IsWaiting) return 0;
                maxRecords = random.Next(1, maxRecords + 1);
            }

            var next = partition.From(Position);
            while (target.Count < maxRecords && target.Length < maxBytes && next < partition._records.Count) Add(target, partition._records[next++]);
            var gapEnds = next < partition._records.Count ? partition._records[next].Offset : partition.EndOffset;
            if (target.Count == 0 || partition.Sparse?.Next(2) == 0) Position = Math.Max(Position, gapEnds);
            target.NextOffset = Position;
            return target.Count;
        }

        public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes)
        {
            while (true)
            {
                var count = Read(target, maxRecords, maxBytes);
                if (!IsWaiting) return count;
                Fetch();
            }
        }

        public void Fetch()
        {
            IsWaiting = false;
            Arrived?.Invoke();
        }

        public void Seek(long offset) => Position = offset;

        public void Dispose() => partition._readers.Remove(this);

        private void Add(RecordBatch target, Record stored)
        {
            var (key, headers, value) = (target.Append(stored.Key), target.Append(stored.Headers), target.Append(stored.Value));
            ref var record = ref target.Add();
            (record.Offset, record.ReceivedAt, record.Id, record.Key, record.Headers, record.Value) = (stored.Offset, stored.ReceivedAt, stored.Id, key, headers, value);
            Position = stored.Offset + 1;
        }
    }
}
