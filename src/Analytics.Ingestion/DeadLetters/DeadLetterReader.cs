using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Reads a dead-letter topic. Records that only say that a letter was retried or dropped are no letters, and one that was written twice is one. Which those are is known from the topic's start
/// only, so everything is read from there.
/// </summary>
internal static class DeadLetterReader
{
    private const int BatchRecords = 512;
    private const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>The letters from an offset on, oldest first; those that were dropped are left out.</summary>
    public static IEnumerable<DeadLetter> Read(ILogPartition partition, long offset)
    {
        var (retried, dropped) = (Marked(partition, DeadLetterHeaders.Retried), Marked(partition, DeadLetterHeaders.Dropped));
        var recent = new RecentLetters();
        foreach (var (letter, id) in ReadAll(partition, partition.StartOffset))
        {
            if (IsMark(letter) || recent.IsRepeated(id) || letter.Offset < offset || dropped.Contains(letter.Offset)) continue;
            yield return letter with { Retried = retried.Contains(letter.Offset) };
        }
    }

    private static bool IsMark(DeadLetter letter) => letter.Headers.ContainsKey(DeadLetterHeaders.Retried) || letter.Headers.ContainsKey(DeadLetterHeaders.Dropped);

    private static HashSet<long> Marked(ILogPartition partition, string mark)
    {
        var offsets = new HashSet<long>();
        foreach (var (letter, _) in ReadAll(partition, partition.StartOffset))
            if (long.TryParse(letter.Header(mark), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) offsets.Add(offset);
        return offsets;
    }

    private static IEnumerable<(DeadLetter Letter, UInt128 Id)> ReadAll(ILogPartition partition, long offset)
    {
        partition.Refresh();
        if (offset >= partition.EndOffset) yield break;
        var batch = new RecordBatch();
        using var reader = partition.OpenReader(offset);
        while (reader.ReadOrWait(batch, BatchRecords, BatchBytes) > 0)
            for (var i = 0; i < batch.Count; i++) yield return (ToLetter(partition, batch, i), batch.Records[i].Id);
    }

    private static DeadLetter ToLetter(ILogPartition partition, RecordBatch batch, int index)
    {
        var record = batch.Records[index];
        return new DeadLetter
        {
            Topic = partition.Topic,
            Partition = partition.Index,
            Offset = record.Offset,
            ReceivedAt = record.ReceivedAt,
            Headers = HeadersOf(batch.Bytes(record.Headers)),
            Value = batch.Bytes(record.Value).ToArray(),
        };
    }

    private static Dictionary<string, string> HeadersOf(ReadOnlySpan<byte> headers)
    {
        var texts = new Dictionary<string, string>();
        while (RecordHeaders.TryReadNext(ref headers, out var name, out var value)) texts.TryAdd(Encoding.ASCII.GetString(name), Encoding.UTF8.GetString(value));
        return texts;
    }
}
