using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Replay;

/// <summary>Which events of a log are wanted.</summary>
/// <param name="Tenant">Symbol of the tenant.</param>
/// <param name="From">Earliest time, microseconds since 1970.</param>
/// <param name="To">First time that is not wanted any more.</param>
/// <param name="First">First offset that is wanted. What is read before it only says which events were there before.</param>
public sealed record LogSelection(int Tenant, long From, long To, long First)
{
    /// <summary>Says of a type's symbol and kind whether somebody looks at such events; of others there is only that they were, and when. Default all.</summary>
    public Func<int, EventKind, bool> Concerns { get; init; } = (_, _) => true;

    /// <summary>Takes records away whose headers name another tenant: most of what is not wanted need not be decoded.</summary>
    internal void RemoveForeign(RecordBatch batch)
    {
        var own = Symbols.Utf8(Tenant);
        var records = batch.Records;
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            var named = NamedBy(batch.Bytes(records[i].Headers));
            if (!named.IsEmpty && !named.SequenceEqual(own)) continue;
            if (kept != i) records[kept] = records[i];
            kept++;
        }

        batch.Truncate(kept);
    }

    /// <summary>Takes events of other tenants and times away.</summary>
    internal void RemoveOthers(EventBatch batch) => Keep(batch, (in EventRow row) => row.Tenant == Tenant && row.Timestamp >= From && row.Timestamp < To);

    /// <summary>Takes events away that are only read for their ids, and those that belong to another partition.</summary>
    internal void RemoveUnseen(EventBatch batch) => Keep(batch, (in EventRow row) => row.Offset >= First && (row.Flags & EventFlags.SetAside) == 0);

    // Of several the last one counts, as it does for the decoder.
    private static ReadOnlySpan<byte> NamedBy(ReadOnlySpan<byte> headers)
    {
        var tenant = ReadOnlySpan<byte>.Empty;
        while (RecordHeaders.TryReadNext(ref headers, out var name, out var value))
            if (name.SequenceEqual(RecordHeaders.Tenant)) tenant = value;
        return tenant;
    }

    private static void Keep(EventBatch batch, Predicate wanted)
    {
        var rows = batch.Rows;
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!wanted(in rows[i])) continue;
            if (kept != i) rows[kept] = rows[i];
            kept++;
        }

        batch.Truncate(kept);
    }

    private delegate bool Predicate(in EventRow row);
}
