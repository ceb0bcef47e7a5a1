using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>How far one shard's deliveries were applied, as the database has it.</summary>
/// <param name="Epoch">Highest epoch of an owner that delivered.</param>
/// <param name="NextSequence">The delivery that is due.</param>
/// <param name="NextOffset">Input below it was applied.</param>
internal readonly record struct ShardPosition(long Epoch, long NextSequence, long NextOffset)
{
    /// <summary>Whether there is nothing new in a delivery: its sequence was applied, and so was all its input.</summary>
    internal bool Holds(SinkDelivery delivery) => delivery.Sequence < NextSequence && delivery.ToOffset <= NextOffset;

    /// <summary>
    /// The position after a delivery. A shard that fell back to an older checkpoint may cut deliveries anew, with known sequences and other borders: what of
    /// their input is new is applied, and neither number ever goes back.
    /// </summary>
    internal ShardPosition After(SinkDelivery delivery) =>
        new(delivery.Epoch, Math.Max(NextSequence, delivery.Sequence + 1), Math.Max(NextOffset, delivery.ToOffset));

    /// <exception cref="StaleEpochException">The delivery is of a former owner.</exception>
    /// <exception cref="DeliveryRefusedException">Others before it are missing.</exception>
    internal void Admit(SinkDelivery delivery)
    {
        if (delivery.Epoch < Epoch)
            throw new StaleEpochException($"Shard {delivery.Shard} is owned in epoch {Epoch}; a delivery of epoch {delivery.Epoch} comes from a former owner.");
        if (delivery.Sequence > NextSequence)
            throw new DeliveryRefusedException(
                $"Shard {delivery.Shard} delivers number {delivery.Sequence}, but number {NextSequence} is due: the database is not the one that took the others. Restore it, or replay the log.");
    }
}
