using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Routing;

namespace Analytics.Ingestion.Pipeline;

/// <summary>Keeps work sets for reuse, at most a few for each core.</summary>
internal sealed class WorkSetPool(IngestionOptions options, ILog log, ITenantDirectory tenants, LaneRouter router)
{
    private readonly ConcurrentQueue<WorkSet> _free = new();
    private readonly DistinctValues _distinct = new(options.Decoding.MaxDistinctValues, options.Decoding.MaxTenants);
    private readonly int _kept = Environment.ProcessorCount * 8;

    /// <summary>An empty work set.</summary>
    public WorkSet Rent() => _free.TryDequeue(out var set) ? set : Create();

    /// <summary>Takes a work set back. One that a failure left in an unknown state must not come back.</summary>
    public void Return(WorkSet set)
    {
        if (set.Records.Buffer.Length > WorkSet.MaxKeptBytes || set.DeadRecords.Buffer.Length > WorkSet.MaxKeptBytes || _free.Count >= _kept) return;
        set.Clear();
        _free.Enqueue(set);
    }

    private WorkSet Create()
    {
        var lanes = LaneRouter.Topics.SelectMany(topic => Enumerable.Range(0, router.Partitions).Select(i => log.Partition(topic, i)));
        var deadLetters = LaneRouter.Topics.Select(topic => log.Partition(topic + TopicDescription.DeadLetterSuffix, 0));
        return new WorkSet(new EventDecoder(options.Decoding, tenants, options.KeySeed, _distinct), new AppendSet(lanes), new AppendSet(deadLetters));
    }
}
