namespace Analytics.Contracts.Log;

/// <summary>
/// Says which partitions this node owns: all of them on one machine, those that the consumer group gives it in a cluster. One call at a time to the
/// owner, on a thread of the assignment's own.
/// </summary>
public interface IPartitionAssignment : IAsyncDisposable
{
    /// <summary>Joins. Once; from now on the owner is told what it has. Leaving is disposing: partitions are taken back first.</summary>
    void Start(IPartitionOwner owner);

    /// <summary>Reports how far a partition has been processed durably: a courtesy to lag tools, never read back. Any thread.</summary>
    void Report(string topic, int partition, long offset);
}
