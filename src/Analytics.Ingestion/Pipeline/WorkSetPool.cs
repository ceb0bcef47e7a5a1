using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Routing;

namespace Analytics.Ingestion.Pipeline;

/// <summary>
/// Keeps work sets for reuse: as many as requests usually wait for the disk at once, not as many as there are cores. The one returned last is the first to be
/// rented again, because its memory is still in the cache.
/// </summary>
internal sealed class WorkSetPool(IngestionOptions options, ILog log, ITenantDirectory tenants, LaneRouter router)
{
    private const int Kept = 512;

    private readonly ConcurrentStack<WorkSet> _free = new();
    private readonly DistinctValues _distinct = new(options.Decoding.MaxDistinctValues, options.Decoding.MaxTenants, options.Decoding.IsKnownTenant);
    private int _count;

    /// <summary>An empty work set.</summary>
    public WorkSet Rent()
    {
        if (!_free.TryPop(out var set)) return Create();
        Interlocked.Decrement(ref _count);
        return set;
    }

    /// <summary>Takes a work set back. One that a failure left in an unknown state must not come back.</summary>
    public void Return(WorkSet set)
    {
        if (set.Records.Buffer.Length > WorkSet.MaxKeptBytes || set.DeadRecords.Buffer.Length > WorkSet.MaxKeptBytes || Volatile.Read(ref _count) >= Kept) return;
        set.Clear();
        Interlocked.Increment(ref _count);
        _free.Push(set);
    }

    private WorkSet Create()
    {
        var lanes = LaneRouter.Topics.SelectMany(topic => Enumerable.Range(0, router.Partitions).Select(i => log.Partition(topic, i)));
        var deadLetters = LaneRouter.Topics.Select(topic => log.Partition(topic + TopicDescription.DeadLetterSuffix, 0));
        return new WorkSet(new EventDecoder(options.Decoding, tenants, options.KeySeed, _distinct), new AppendSet(lanes), new AppendSet(deadLetters));
    }
}
