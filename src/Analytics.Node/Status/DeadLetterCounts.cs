using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;

namespace Analytics.Node.Status;

/// <summary>
/// Dead letters by topic and reason. Reads each dead-letter partition once from its start and then goes on where it stopped, at most once a second and only when asked, and no longer than
/// nobody notices: millions of letters are counted over several questions.
/// </summary>
internal sealed class DeadLetterCounts(ILog log, TimeProvider time) : IDisposable
{
    private static readonly byte[] ReasonHeader = Encoding.ASCII.GetBytes(RecordHeaders.ErrorPrefix + "reason");

    private static readonly TimeSpan ReadAtMost = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly RecordBatch _batch = new();
    private readonly Dictionary<string, (List<ILogReader> Readers, RecentLetters Recent, SortedDictionary<string, long> ByReason)> _topics = [];
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

            return [.. _topics.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new DeadLetterStatus(
                t.Key, t.Value.ByReason.Values.Sum(), new SortedDictionary<string, long>(t.Value.ByReason, StringComparer.Ordinal)))];
        }
    }

    public void Dispose()
    {
        foreach (var (readers, _, _) in _topics.Values) readers.ForEach(reader => reader.Dispose());
    }

    private void ReadOn(TopicDescription topic, long started)
    {
        if (!_topics.TryGetValue(topic.Name, out var counted))
        {
            List<ILogReader> readers = [.. Enumerable.Range(0, topic.Partitions).Select(p => log.Partition(topic.Name, p).OpenReader(0))];
            _topics[topic.Name] = counted = (readers, new RecentLetters(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        }

        foreach (var reader in counted.Readers)
        {
            while (time.GetElapsedTime(started) < ReadAtMost && reader.ReadOrWait(_batch, 1_024, 1 << 20) > 0)
            {
                foreach (ref readonly var record in _batch.Records)
                {
                    // Records without a reason are marks of letters that were retried or dropped.
                    var reason = Encoding.UTF8.GetString(RecordHeaders.Find(_batch.Bytes(record.Headers), ReasonHeader));
                    if (reason.Length > 0 && !counted.Recent.IsRepeated(record.Id)) counted.ByReason[reason] = counted.ByReason.GetValueOrDefault(reason) + 1;
                }
            }
        }
    }
}
