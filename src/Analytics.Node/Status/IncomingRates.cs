using Analytics.Contracts.Log;
using Analytics.Ingestion.Routing;

namespace Analytics.Node.Status;

/// <summary>
/// Events a second that came in over the last five minutes, from the log's own offsets, so that whoever opens the page sees what was before. Only the lanes count: what the system
/// itself writes into other topics did not come in.
/// </summary>
internal sealed class IncomingRates : IDisposable
{
    private const int Kept = 60;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<LiveRate> _rates = new();
    private readonly ILog _log;
    private readonly TopicRates _topics;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private (long Timestamp, long End) _last;

    public IncomingRates(ILog log, TopicRates topics, TimeProvider time)
    {
        (_log, _topics, _time) = (log, topics, time);
        _last = (time.GetTimestamp(), End());
        _timer = time.CreateTimer(_ => Sample(), null, Step, Step);
    }

    /// <summary>What came in: now, and in steps of five seconds before.</summary>
    public LiveIncoming Read()
    {
        var now = Partitions().Sum(_topics.Of);
        lock (_gate) return new LiveIncoming(now, [.. _rates]);
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var sample = (Timestamp: _time.GetTimestamp(), End: End());
        lock (_gate)
        {
            var seconds = _time.GetElapsedTime(_last.Timestamp, sample.Timestamp).TotalSeconds;
            if (seconds <= 0) return;
            // A topic that was made anew begins at nothing again.
            _rates.Enqueue(new LiveRate(_time.GetUtcNow().UtcDateTime, Math.Round(Math.Max(0, sample.End - _last.End) / seconds, 1)));
            if (_rates.Count > Kept) _rates.Dequeue();
            _last = sample;
        }
    }

    private long End() => Partitions().Sum(partition => partition.EndOffset);

    private IEnumerable<ILogPartition> Partitions() =>
        _log.Topics.Where(topic => LaneRouter.Topics.Contains(topic.Name)).SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(index => _log.Partition(topic.Name, index)));
}
