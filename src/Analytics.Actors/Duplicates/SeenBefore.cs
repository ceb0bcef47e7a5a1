using System.Buffers.Binary;
using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Duplicates;

/// <summary>
/// What a shard had before and drops when its log cannot: producers' retries (<see cref="DuplicateIds"/>) and records that a stage of ours wrote again
/// (<see cref="SourceMarks"/>). Part of the shard's checkpointed state; what it does is a function of the log alone, so a replay drops the same.
/// </summary>
internal sealed class SeenBefore(ShardId shard, TimeSpan horizon, int mostIds)
{
    private const string IdsKind = "duplicate-ids";
    private const string MarksKind = "source-marks";
    private const string CountsKind = "dropped";
    private static readonly byte[] CountsKey = [0];
    private readonly DuplicateIds _ids = new(horizon, mostIds);
    private readonly SourceMarks _marks = new();
    private readonly List<long> _leftOut = [];
    private Counts _counts = new(long.MinValue, 0, 0);
    private Counts _atCut = new(long.MinValue, 0, 0);

    /// <summary>Events dropped because their id was seen, since the shard began.</summary>
    public long Duplicates => _counts.Duplicates;

    /// <summary>Records dropped because their source position was passed, since the shard began.</summary>
    public long Repeats => _counts.Repeats;

    /// <summary>Ids remembered.</summary>
    public long Ids => _ids.Count;

    /// <summary>Offsets of what was dropped since the last cut, in no order.</summary>
    public IReadOnlyList<long> LeftOut => _leftOut;

    /// <summary>Takes records away that are events only to rules to come.</summary>
    public void DropPasts(RecordBatch batch, IRecordFilter pasts)
    {
        var dropped = pasts.DropFrom(batch, _leftOut);
        if (dropped > 0) RuntimeTelemetry.Dropped(shard.Topic, "past", dropped);
    }

    /// <summary>Takes records away before they are decoded.</summary>
    public void DropRepeats(RecordBatch batch)
    {
        var dropped = _marks.DropFrom(batch, _leftOut);
        if (dropped == 0) return;
        _counts = _counts with { Repeats = _counts.Repeats + dropped };
        RuntimeTelemetry.Dropped(shard.Topic, "repeat", dropped);
    }

    /// <summary>Takes events away before anything sees them.</summary>
    public void DropDuplicates(EventBatch batch)
    {
        var dropped = _ids.DropFrom(batch, _leftOut);
        _counts = _counts with { Now = _ids.Now, Duplicates = _counts.Duplicates + dropped };
        if (dropped > 0) RuntimeTelemetry.Dropped(shard.Topic, "duplicate", dropped);
    }

    /// <summary>Goes back to the last cut.</summary>
    public void Revert()
    {
        _ids.Revert();
        _marks.Revert();
        _leftOut.Clear();
        _counts = _atCut;
    }

    /// <summary>Writes what changed since the last cut, and makes this the last cut.</summary>
    public void WriteChanges(EntityChanges changes, IEntityWriter writer)
    {
        changes.StartKind(IdsKind);
        _ids.WriteChanges(writer);
        changes.StartKind(MarksKind);
        _marks.WriteChanges(writer);
        _leftOut.Clear();
        if (_counts == _atCut) return;
        changes.StartKind(CountsKind);
        _counts.Write(writer);
        _atCut = _counts;
    }

    /// <summary>Takes one stored entity; false when it is none of these kinds.</summary>
    public bool Restore(string kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        switch (kind)
        {
            case IdsKind:
                _ids.Restore(key, state);
                return true;
            case MarksKind:
                _marks.Restore(key, state);
                return true;
            case CountsKind:
                _counts = _atCut = Counts.Read(state);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Everything was restored.</summary>
    public void Restored() => _ids.Restored(_counts.Now);

    private readonly record struct Counts(long Now, long Duplicates, long Repeats)
    {
        private const int Size = 3 * sizeof(long);

        public static Counts Read(ReadOnlySpan<byte> state) => new(
            BinaryPrimitives.ReadInt64LittleEndian(state), BinaryPrimitives.ReadInt64LittleEndian(state[8..]), BinaryPrimitives.ReadInt64LittleEndian(state[16..]));

        public void Write(IEntityWriter writer)
        {
            var state = writer.Begin(CountsKey, Size);
            BinaryPrimitives.WriteInt64LittleEndian(state, Now);
            BinaryPrimitives.WriteInt64LittleEndian(state[8..], Duplicates);
            BinaryPrimitives.WriteInt64LittleEndian(state[16..], Repeats);
            writer.Commit(Size);
        }
    }
}
