using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// The steps that enrich and mask a batch, in their order. One thread; each shard has its own (see <see cref="EnrichmentTables.CreatePipeline"/>)
/// and with it its own caches.
/// </summary>
public sealed class EnrichmentPipeline : IEventTransform
{
    private readonly PinnedReferences? _references;
    private readonly IEventTransform[] _steps;

    internal EnrichmentPipeline(PinnedReferences? references, IEventTransform[] steps)
    {
        _references = references;
        _steps = steps;
    }

    /// <inheritdoc />
    public string Name => "enrich";

    /// <summary>The steps in the order in which they are applied.</summary>
    public IReadOnlyList<IEventTransform> Steps => _steps;

    /// <inheritdoc />
    public void Apply(EventBatch batch)
    {
        _references?.Renew();
        foreach (var step in _steps) step.Apply(batch);
    }
}
