using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Rules;

/// <summary>The past where events come whether rules look at them or not: the shard's log.</summary>
internal sealed class OwnPast(ShardSetup setup, long from, Action wake) : IPastReading
{
    private readonly LogEvents _events = new(setup.Lane, setup.Log, setup.LogDropsDuplicates, setup.Options, from, wake: wake);

    public long Position => _events.Position;

    public long LeftOut => _events.LeftOut;

    public bool Advance(long until, Action<EventBatch, int, int> show)
    {
        if (!_events.Advance(until)) return false;
        show(_events.Batch, 0, _events.Batch.Count);
        return true;
    }

    public void Dispose() => _events.Dispose();
}
