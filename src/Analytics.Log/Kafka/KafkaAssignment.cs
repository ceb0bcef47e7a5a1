using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Log.Kafka;

/// <summary>
/// Which partitions this node owns: those that the consumer group gives it. The member fetches nothing, it only belongs; the log's readers read. What stays is not
/// interrupted by a rebalance. Everything to the owner, and every call to the group, happens on one thread.
/// </summary>
/// <param name="log">Brokers, library and security.</param>
/// <param name="options">The group.</param>
public sealed class KafkaAssignment(KafkaLogOptions log, KafkaGroupOptions options) : IPartitionAssignment
{
    private readonly ConcurrentDictionary<ShardId, long> _reported = new();
    private readonly HashSet<ShardId> _owned = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPartitionOwner _owner = null!;
    private int _started;

    /// <inheritdoc/>
    /// <exception cref="KafkaSetupException">A property is wrong, or the library is not there.</exception>
    public void Start(IPartitionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("An assignment is started once.");
        _owner = owner;
        KafkaProperties.RequireForeign(log.Properties.Keys);
        var member = Join();
        new Thread(() => Belong(member)) { IsBackground = true, Name = "kafka-group" }.Start();
    }

    /// <inheritdoc/>
    public void Report(string topic, int partition, long offset) => _reported[new ShardId(topic, partition)] = offset;

    /// <summary>Gives every partition back, then leaves the group, so that it need not wait for the session to time out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0) return;
        _stop.Set();
        await _left.Task.ConfigureAwait(false);
    }

    private KafkaMember Join() => new(log, options);

    // A node that belongs to no group does nothing and looks well: whatever goes wrong, it tries again.
    private void Belong(KafkaMember first)
    {
        for (KafkaMember? member = first; ; member = null)
        {
            try
            {
                if (!Serve(member ?? Join())) break;
            }
            catch (Exception exception)
            {
                log.OnNotice?.Invoke($"The group {options.Group} cannot be served, and the member joins anew in {options.RejoinInterval}: {exception.Message}");
                if (_owned.Count > 0) Lose([.. _owned]);
                if (_stop.Wait(options.RejoinInterval)) break;
            }
        }

        _left.TrySetResult();
    }

    /// <summary>Until it is time to leave, or the group refuses the member for good; then true: join again.</summary>
    private bool Serve(KafkaMember member)
    {
        using (member)
        {
            var lastCommit = Environment.TickCount64;
            while (!_stop.IsSet && member.Fatal is null)
            {
                member.Poll(TimeSpan.FromMilliseconds(100), Obey);
                if (Environment.TickCount64 - lastCommit < options.CommitInterval.TotalMilliseconds) continue;
                lastCommit = Environment.TickCount64;
                member.Commit(TakeReports(_owned));
            }

            if (member.Fatal is null) member.Leave(options.ReleaseTimeout, Obey);
        }

        if (_owned.Count > 0) Lose([.. _owned]);
        if (_stop.IsSet) return false;
        log.OnNotice?.Invoke($"The group {options.Group} refused this member and it joins anew: {member.Fatal}");
        return !_stop.Wait(options.RejoinInterval);
    }

    private void Obey(KafkaMember member, KafkaRebalance change)
    {
        switch (change.Kind)
        {
            case KafkaRebalanceKind.Assigned:
                TakeReports(change.Partitions);
                _owned.UnionWith(change.Partitions);
                _owner.Assigned(change.Partitions);
                break;
            case KafkaRebalanceKind.Revoked:
                _owner.Revoked(change.Partitions);
                member.Commit(TakeReports(change.Partitions));
                _owned.ExceptWith(change.Partitions);
                break;
            default:
                Lose(change.Partitions);
                break;
        }
    }

    private void Lose(IReadOnlyList<ShardId> partitions)
    {
        _owner.Lost(partitions);
        _owned.ExceptWith(partitions);
        TakeReports(partitions);
    }

    /// <summary>Reports of partitions that were given away meanwhile stay behind: their new owner's count.</summary>
    private List<(ShardId, long)> TakeReports(IEnumerable<ShardId> partitions)
    {
        var taken = new List<(ShardId, long)>();
        foreach (var partition in partitions)
            if (_reported.TryRemove(partition, out var offset)) taken.Add((partition, offset));
        return taken;
    }
}
