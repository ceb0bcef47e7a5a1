namespace Analytics.Contracts.Events;

/// <summary>Says by which keys an event is looked at beside its own lane's. One thread at a time uses an instance.</summary>
public interface IEventKeys
{
    /// <summary>Adds the hash of each key of an event that has been transformed: events with the same hash must meet. A function of the event alone.</summary>
    void Find(in EventRow row, EventBatch batch, ICollection<ulong> hashes);
}
