namespace Analytics.Actors.Shards;

/// <summary>
/// Something that an operator wants of a shard and that takes several of its steps. The shard's thread advances it between two pieces of work; it ends with the shard's life at
/// the latest.
/// </summary>
internal abstract class ShardErrand
{
    private readonly TaskCompletionSource<ErrandOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How it ended.</summary>
    public Task<ErrandOutcome> Done => _done.Task;

    /// <summary>Goes on; true when it did something. It has ended when <see cref="Done"/> is completed.</summary>
    public abstract bool Advance(ShardLife life);

    /// <summary>The shard recovered: the errands that wanted it to have ended are so.</summary>
    public virtual void Recovered(ShardLife life) => Fail("The shard failed and recovered meanwhile.");

    /// <summary>Ends it without having done it.</summary>
    public void Fail(string reason) => _done.TrySetException(new ShardUnavailableException(reason));

    /// <summary>It is done.</summary>
    protected void Complete(ErrandOutcome outcome) => _done.TrySetResult(outcome);
}
