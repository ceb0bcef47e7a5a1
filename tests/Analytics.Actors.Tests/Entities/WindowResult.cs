using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>A window row in plain values.</summary>
public sealed record WindowResult(
    string Tenant, WindowGranularity Granularity, long Start, WindowDimension Dimension, string Value, string Currency, long Events, string Amount, long Users)
{
    public uint Revision { get; init; }

    public WindowPane Pane { get; init; }

    public static WindowResult Of(in WindowRow row) => new(Symbols.Text(row.Tenant), row.Granularity, row.Start, row.Dimension, Symbols.Text(row.Value),
        Symbols.Text(row.Currency), row.Events, Money.Text(row.AmountMicros), row.Users) { Revision = row.Revision, Pane = row.Pane };

    /// <summary>What a reader sees in the end: of each cell the highest revision. Revisions and panes taken out.</summary>
    public static List<WindowResult> Final(IEnumerable<WindowResult> rows) =>
        Sorted(rows.GroupBy(row => (row.Tenant, row.Granularity, row.Start, row.Dimension, row.Value, row.Currency))
            .Select(same => same.MaxBy(row => row.Revision)! with { Revision = 0, Pane = 0 }));

    public static List<WindowResult> Sorted(IEnumerable<WindowResult> rows) =>
        [.. rows.OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Granularity).ThenBy(row => row.Start)
            .ThenBy(row => row.Dimension).ThenBy(row => row.Value, StringComparer.Ordinal).ThenBy(row => row.Currency, StringComparer.Ordinal)];
}
