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
        for (int start = 0, end; start < rows.Length; start = end)
        {
            end = EndOfRun(rows, start);
            var some = rows[start..end];
            if ((some[0].Flags & EventFlags.Bare) != 0) continue;
            foreach (var step in _steps) step.Apply(batch, some);
        }
    }

    private static int EndOfRun(ReadOnlySpan<EventRow> rows, int start)
    {
        var (bare, end) = (rows[start].Flags & EventFlags.Bare, start + 1);
        for (var most = Math.Min(rows.Length, start + RowsAtOnce); end < most && (rows[end].Flags & EventFlags.Bare) == bare;) end++;
        return end;
    }
}
