using Analytics.Contracts.Log;

namespace Analytics.Node.Status;

/// <summary>Records a second of every partition, over the last ten seconds, from the log's own offsets. Sampled by a timer each second.</summary>
internal sealed class TopicRates : IDisposable
{
    private const int Samples = 11;

    private readonly Lock _gate = new();
    private readonly Queue<(long Timestamp, Dictionary<(string, int), long> Ends)> _samples = new();
    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public TopicRates(ILog log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        Sample();
        _timer = time.CreateTimer(_ => Sample(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Records a second of one partition.</summary>
    public double Of(ILogPartition partition)
    {
        lock (_gate)
        {
            var (timestamp, ends) = _samples.Peek();
            var seconds = _time.GetElapsedTime(timestamp).TotalSeconds;
            return seconds <= 0 ? 0 : Math.Max(0, (partition.EndOffset - ends.GetValueOrDefault((partition.Topic, partition.Index), partition.EndOffset)) / seconds);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var ends = new Dictionary<(string, int), long>();
        foreach (var topic in _log.Topics)
            for (var p = 0; p < topic.Partitions; p++) ends[(topic.Name, p)] = _log.Partition(topic.Name, p).EndOffset;
        lock (_gate)
        {
            _samples.Enqueue((_time.GetTimestamp(), ends));
            if (_samples.Count > Samples) _samples.Dequeue();
        }
    }
}
