using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// Writes on each row which versions of the tables enriched it: <c>geo=2026-11-03;ua=0.18.0;ref=42</c>, without the parts that are switched off.
/// </summary>
/// <param name="geo">Date of the place databases; empty when not used.</param>
/// <param name="userAgents">Version of the user agent rules; empty when not used.</param>
/// <param name="tables">The reference tables; null when not used.</param>
public sealed class StampTableVersions(string geo, string userAgents, IReferenceTables? tables) : IEnrichmentStep
{
    private ReferenceSnapshot? _snapshot;
    private int _symbol = -1;

    /// <inheritdoc />
    public string Name => "stamp";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        var snapshot = tables?.Current;
        if (_symbol < 0 || snapshot != _snapshot) Renew(snapshot);
        foreach (ref var row in rows) row.TableVersions = _symbol;
    }

    private void Renew(ReferenceSnapshot? snapshot)
    {
        _snapshot = snapshot;
        var reference = snapshot is null ? "" : snapshot.Version.ToString(CultureInfo.InvariantCulture);
        var parts = new[] { ("geo", geo), ("ua", userAgents), ("ref", reference) };
        _symbol = Symbols.Intern(string.Join(';', parts.Where(part => part.Item2.Length > 0).Select(part => $"{part.Item1}={part.Item2}")));
    }
}
