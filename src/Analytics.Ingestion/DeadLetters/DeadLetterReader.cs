using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>Reads the letters at some offsets. Fastest in ascending order.</summary>
internal sealed class DeadLetterReader(ILogPartition partition, LetterIndex index) : IDisposable
{
    private const int BatchRecords = 128;
    private const int BatchBytes = 1 << 20;
    private readonly RecordBatch _batch = new();
    private readonly ILogReader _reader = partition.OpenReader(partition.StartOffset);
    private int _next;

    /// <summary>The letter at an offset; null when retention deleted it meanwhile.</summary>
    public DeadLetter? Read(long offset)
    {
        while (true)
        {
            for (; _next < _batch.Count && _batch.Records[_next].Offset <= offset; _next++)
                if (_batch.Records[_next].Offset == offset) return ToLetter(_batch.Records[_next]);
            if (_next < _batch.Count || !TryFill(offset)) return null;
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool TryFill(long offset)
    {
        try
        {
            if (_reader.Position != offset) _reader.Seek(offset);
            _next = 0;
            return _reader.ReadOrWait(_batch, BatchRecords, BatchBytes) > 0;
        }
        catch (LogTruncatedException)
        {
            return false;
        }
    }

    private DeadLetter ToLetter(in LogRecord record) => new()
    {
        Topic = partition.Topic,
        Partition = partition.Index,
        Offset = record.Offset,
        ReceivedAt = record.ReceivedAt,
        Headers = HeadersOf(_batch.Bytes(record.Headers)),
        Value = _batch.Bytes(record.Value).ToArray(),
        Retried = index.IsRetried(record.Offset),
    };

    private static Dictionary<string, string> HeadersOf(ReadOnlySpan<byte> headers)
    {
        var texts = new Dictionary<string, string>();
        while (RecordHeaders.TryReadNext(ref headers, out var name, out var value)) texts.TryAdd(Encoding.ASCII.GetString(name), Encoding.UTF8.GetString(value));
        return texts;
    }
}
