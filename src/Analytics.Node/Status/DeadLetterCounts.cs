using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;

namespace Analytics.Node.Status;

/// <summary>
/// Dead letters by topic and reason, as lists show them. Reads dead-letter partitions on at most once a second, only when asked, and never long enough for anybody to notice: millions of letters are counted over several questions.
/// </summary>
internal sealed class DeadLetterCounts(ILog log, LetterIndexes indexes, TimeProvider time)
{
    private static readonly TimeSpan ReadAtMost = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private long _readAt;

    /// <summary>The counts of every dead-letter topic, in the order of their names.</summary>
    public IReadOnlyList<DeadLetterStatus> Read()
    {
        lock (_gate)
        {
            if (_readAt == 0 || time.GetElapsedTime(_readAt) > TimeSpan.FromSeconds(1))
            {
                var started = time.GetTimestamp();
                foreach (var topic in Topics) ReadOn(topic, started);
                _readAt = time.GetTimestamp();
            }

            return [.. Topics.OrderBy(topic => topic.Name, StringComparer.Ordinal).Select(Sum)];
        }
    }

    private IEnumerable<TopicDescription> Topics => log.Topics.Where(topic => topic.Name.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal));

    private IEnumerable<LetterIndex> IndexesOf(TopicDescription topic) => Enumerable.Range(0, topic.Partitions).Select(partition => indexes.Of(topic.Name, partition));

    private DeadLetterStatus Sum(TopicDescription topic)
    {
        var byReason = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in IndexesOf(topic).SelectMany(index => index.ByReason)) byReason[reason] = byReason.GetValueOrDefault(reason) + count;
        return new DeadLetterStatus(topic.Name, byReason.Values.Sum(), byReason);
    }

    private void ReadOn(TopicDescription topic, long started)
    {
        foreach (var index in IndexesOf(topic))
        {
            while (time.GetElapsedTime(started) < ReadAtMost && index.ReadOn())
            {
                // What is left waits for the next question.
            }
        }
    }
}
