using System.Collections.Concurrent;

namespace Analytics.Actors.Shards;

/// <summary>The errands of one shard, one after the other. Any thread adds some; all else is the shard's thread's.</summary>
internal sealed class ShardErrands
{
    private readonly ConcurrentQueue<ShardErrand> _waiting = new();

    /// <summary>The one that is being run; null for none.</summary>
    public ShardErrand? Current { get; private set; }

    /// <summary>Whether there is any.</summary>
    public bool Any => Current is not null || !_waiting.IsEmpty;

    /// <summary>Checkpoints behind it are passed over by a recovery.</summary>
    public long NewestOffset => (Current as SeekErrand)?.Offset ?? long.MaxValue;

    /// <summary>Adds one behind all others.</summary>
    public void Add(ShardErrand errand) => _waiting.Enqueue(errand);

    /// <summary>The one to go on with: another one when none waits.</summary>
    public ShardErrand Next(Func<ShardErrand> otherwise) => Current ??= _waiting.TryDequeue(out var errand) ? errand : otherwise();

    /// <summary>The one that is being run has ended.</summary>
    public void Finish() => Current = null;

    /// <summary>The shard recovered.</summary>
    public void Recovered(ShardLife life)
    {
        Current?.Recovered(life);
        Current = null;
    }

    /// <summary>Ends all without having done them.</summary>
    public void End(string reason)
    {
        Current?.Fail(reason);
        Current = null;
        while (_waiting.TryDequeue(out var errand)) errand.Fail(reason);
    }
}
