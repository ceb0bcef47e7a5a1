using Analytics.Actors.Supervision;

namespace Analytics.Actors.Shards;

/// <summary>How long a shard rests after a failure: longer with each that follows without a checkpoint in between. The shard's thread only.</summary>
internal sealed class RestartPause(ShardSetup setup)
{
    private readonly Backoff _backoff = new(setup.Options.RestartFirst, setup.Options.RestartMost);
    private int _failuresInARow;
    private long _since;
    private TimeSpan _length;

    /// <summary>What is left of it; not above zero when it is over.</summary>
    public TimeSpan Rest => _length - setup.Time.GetElapsedTime(_since);

    /// <summary>The shard failed, or was fenced.</summary>
    public void Begin(bool isFenced)
    {
        _failuresInARow++;
        _since = setup.Time.GetTimestamp();
        _length = isFenced ? setup.Options.ReclaimAfter : _backoff.After(_failuresInARow);
    }

    /// <summary>A checkpoint became durable: the next failure is a first one.</summary>
    public void Forget() => _failuresInARow = 0;
}
