using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment;

/// <summary>One step of the <see cref="EnrichmentPipeline"/>. One thread at a time uses an instance.</summary>
public interface IEnrichmentStep
{
    /// <summary>Name of the step, for measurements.</summary>
    string Name { get; }

    /// <summary>Applies itself to some neighbouring rows of a batch, once each; texts that it makes are appended to the batch's records.</summary>
    void Apply(EventBatch batch, Span<EventRow> rows);
}
