using Analytics.Contracts.Log;

namespace Analytics.Node.Cluster;

/// <summary>
/// The node's part in the group that shares partitions out, which an operator may end and begin again while the node goes on: leaving hands every shard over, joining takes
/// what the group gives. Without a group, on one machine, it is always in. Any thread.
/// </summary>
/// <param name="make">Makes a member.</param>
internal sealed class GroupMembership(Func<IPartitionAssignment> make) : IPartitionAssignment
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile IPartitionAssignment? _member;
    private IPartitionOwner? _owner;
    private bool _ended;

    /// <summary>True after <see cref="LeaveAsync"/>, until <see cref="JoinAsync"/>.</summary>
    public bool HasLeft => _owner is not null && _member is null;

    /// <inheritdoc/>
    public void Start(IPartitionOwner owner)
    {
        _owner = owner;
        _member = make();
        _member.Start(owner);
    }

    /// <inheritdoc/>
    public void Report(string topic, int partition, long offset) => _member?.Report(topic, partition, offset);

    /// <summary>Hands every shard over and leaves; on return nothing is owned. False when it had left before.</summary>
    public async Task<bool> LeaveAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (Interlocked.Exchange(ref _member, null) is not { } member) return false;
            await member.DisposeAsync();
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Joins again; shards come as the group gives them. False when it is in.</summary>
    public async Task<bool> JoinAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_member is not null || _owner is null || _ended) return false;
            var member = make();
            _member = member;
            member.Start(_owner);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ended = true;
        await LeaveAsync();
    }
}
