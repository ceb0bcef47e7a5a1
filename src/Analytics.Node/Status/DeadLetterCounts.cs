using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;

namespace Analytics.Node.Status;

/// <summary>
/// Dead letters by topic and reason, as lists show them. Reads each dead-letter partition once from its start and then goes on where it stopped, at most once a second, only when
/// asked, and never long enough for anybody to notice: millions of letters are counted over several questions.
/// </summary>
internal sealed class DeadLetterCounts(ILog log, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ReadAtMost = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly RecordBatch _batch = new();
    private readonly SortedDictionary<string, List<(ILogReader Reader, LetterTally Tally)>> _topics = new(StringComparer.Ordinal);
    private long _readAt;

    /// <summary>The counts of every dead-letter topic, in the order of their names.</summary>
    public IReadOnlyList<DeadLetterStatus> Read()
    {
        lock (_gate)
        {
            if (_readAt == 0 || time.GetElapsedTime(_readAt) > TimeSpan.FromSeconds(1))
            {
                var started = time.GetTimestamp();
                foreach (var topic in log.Topics.Where(t => t.Name.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal))) ReadOn(topic, started);
                _readAt = time.GetTimestamp();
            }

            return [.. _topics.Select(topic => Sum(topic.Key, topic.Value))];
        }
    }

    public void Dispose()
    {
        foreach (var (reader, _) in _topics.Values.SelectMany(partitions => partitions)) reader.Dispose();
    }

    private static DeadLetterStatus Sum(string topic, List<(ILogReader Reader, LetterTally Tally)> partitions)
    {
        var byReason = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in partitions.SelectMany(partition => partition.Tally.ByReason)) byReason[reason] = byReason.GetValueOrDefault(reason) + count;
        return new DeadLetterStatus(topic, byReason.Values.Sum(), byReason);
    }

    private void ReadOn(TopicDescription topic, long started)
    {
        if (!_topics.TryGetValue(topic.Name, out var partitions))
            _topics[topic.Name] = partitions = [.. Enumerable.Range(0, topic.Partitions).Select(number => (log.Partition(topic.Name, number).OpenReader(0), new LetterTally()))];
        foreach (var (reader, tally) in partitions)
        {
            while (time.GetElapsedTime(started) < ReadAtMost && reader.ReadOrWait(_batch, 1_024, 1 << 20) > 0)
                foreach (ref readonly var record in _batch.Records) tally.Add(record.Offset, record.Id, _batch.Bytes(record.Headers));
        }
    }
}
