using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>
/// What a shard holds while it owns its partition: the checkpoints under one epoch and the ways to its sinks. It outlives restarts of the shard. The
/// checkpoints are let go only when no background work uses them any more.
/// </summary>
internal sealed class ShardTenure : IDisposable
{
    private readonly TaskCompletionSource _closed = new();
    private int _users = 1;
    private int _disposed;

    /// <summary>Takes the shard over: from here on every earlier owner is refused.</summary>
    /// <exception cref="IOException">The place of ownership does not answer.</exception>
    public ShardTenure(ShardSetup setup, Action wake)
    {
        Checkpoints = setup.Checkpoints.Open(setup.Id);
        Changes = new EntityChanges(Checkpoints.IdentitySeed);
        var ranges = new RangeEncoder(setup.Lane, setup.Log);
        Lanes = [.. setup.Sinks.Select(sink => sink.Open(
            setup.Id,
            open => open.Mode == Contracts.Sinks.DeliveryMode.ByReference ? ranges.Encode(sink.Sink, setup.Id, open) : Checkpoints.ReadPayload(open),
            wake,
            Checkpoints.Epoch))];
    }

    /// <summary>The checkpoints under this owner's epoch.</summary>
    public IShardCheckpoints Checkpoints { get; }

    /// <summary>What changed since the last checkpoint; its memory is used again and again.</summary>
    public EntityChanges Changes { get; }

    /// <summary>The way to each sink, in the lane's order.</summary>
    public IReadOnlyList<SinkLane> Lanes { get; }

    /// <summary>True when nothing is being sent any more, after <see cref="End"/>.</summary>
    public bool IsSilent => Lanes.All(lane => lane.Idle.IsCompleted);

    /// <summary>Completes when the checkpoints are let go: another tenure may begin in this process.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Throws when a sink said that somebody else owns the shard.</summary>
    public void RequireOwnership()
    {
        foreach (var lane in Lanes)
            if (lane.Refusal is { } refusal) throw refusal;
    }

    /// <summary>Runs work that uses the checkpoints.</summary>
    public void Run(IBackground background, Action work)
    {
        Interlocked.Increment(ref _users);
        background.Run(() =>
        {
            work();
            Leave();
        });
    }

    /// <summary>Ends the ways to the sinks. Any thread.</summary>
    public void End()
    {
        foreach (var lane in Lanes) lane.Dispose();
    }

    /// <summary>Lets everything go without writing anything.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        End();
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) != 0) return;
        Checkpoints.Dispose();
        _closed.TrySetResult();
    }
}
