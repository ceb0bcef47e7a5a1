using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Entities;

/// <summary>
/// All entities of one kind on one shard: their states in a table, their timers, their passivation. Used by the shard's thread
/// only. The states and what an event does to them are pure code in Analytics.Processing; this is the shell.
/// </summary>
public interface IEntityKind
{
    /// <summary>Stable name, also in checkpoints: <c>session</c>, <c>tenant-window</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Applies every row of the batch in order, leaving out <see cref="EventFlags.SetAside"/>. Sets <see cref="EntityContext.Row"/> before each
    /// row, so that the shard knows the event when this throws. After a throw the shard calls <see cref="Revert"/>.
    /// </summary>
    void Receive(EventBatch batch, EntityContext context);

    /// <summary>Fires timers that are due and passivates what is cold. <paramref name="nowMicros"/> is the shard's clock (see <see cref="EntityContext"/>).</summary>
    void Advance(long nowMicros, EntityContext context);

    /// <summary>Just before a checkpoint: adds results that are gathered rather than emitted per event (changed windows).</summary>
    void Emit(EffectBatch effects);

    /// <summary>Writes each entity that changed (or went) since the last call, then counts all as unchanged. Must not change behaviour.</summary>
    void WriteChanges(IEntityWriter writer);

    /// <summary>Takes back everything since the last <see cref="WriteChanges"/>: each changed entity is read again from the stored state.</summary>
    void Revert(EntityContext context);

    /// <summary>
    /// Recovery: takes one stored entity. It may stay passive: the kind keeps nothing of it in memory and reads it through
    /// <see cref="EntityContext.Stored"/> when an event for it comes.
    /// </summary>
    void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state);

    /// <summary>How many are live and how many wait in storage.</summary>
    EntityCounts Counts { get; }

    /// <summary>Calls back for the busiest live entities since start: key for people and number of events.</summary>
    IReadOnlyList<(string Key, long Events)> Busiest(int most);

    /// <summary>Writes the state of one entity for people and scripts as one JSON object; false when there is none. Key form: <c>tenant:…</c>, as in <see cref="Busiest"/>.</summary>
    bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target);
}
