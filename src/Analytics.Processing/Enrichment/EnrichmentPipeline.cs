using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// The steps that enrich and mask a batch, in their order. One thread; each shard has its own (see <see cref="EnrichmentTables.CreatePipeline"/>)
/// and with it its own caches. Apply it once to the rows of a decoded batch: what was masked would be masked again.
/// </summary>
public sealed class EnrichmentPipeline : IEventTransform
{
    // All steps work on some rows before they go on to the next ones, so that rows and texts are still in the nearest cache.
    private const int RowsAtOnce = 64;

    private readonly PinnedReferences? _references;
    private readonly IEnrichmentStep[] _steps;

    internal EnrichmentPipeline(PinnedReferences? references, IEnrichmentStep[] steps)
    {
        _references = references;
        _steps = steps;
    }

    /// <inheritdoc />
    public string Name => "enrich";

    /// <summary>The steps in the order in which they are applied.</summary>
    public IReadOnlyList<IEnrichmentStep> Steps => _steps;

    /// <inheritdoc />
    public void Apply(EventBatch batch)
    {
        _references?.Renew();
        var rows = batch.Rows;
        for (var start = 0; start < rows.Length; start += RowsAtOnce)
        {
            var some = rows.Slice(start, Math.Min(RowsAtOnce, rows.Length - start));
            foreach (var step in _steps) step.Apply(batch, some);
        }
    }
}
