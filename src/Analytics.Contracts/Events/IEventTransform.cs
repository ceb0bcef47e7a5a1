namespace Analytics.Contracts.Events;

/// <summary>
/// Changes the rows of a batch in place between decoding and the entities: enrichment and masking. One thread at a time uses an instance.
/// The same rows give the same result for the same versions of the tables used, however they are spread over batches.
/// </summary>
public interface IEventTransform
{
    /// <summary>Name of the stage, as it appears in dead letters: <c>enrich</c>, <c>mask</c>.</summary>
    string Name { get; }

    /// <summary>Applies itself to every row. A throw costs the event at fault, not its neighbours.</summary>
    void Apply(EventBatch batch);
}
