using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Replay;

/// <summary>
/// Compares what a sink's store holds with what the log makes of the same offsets, stretch by stretch: counts and checksums first, and where they differ offset by offset. The
/// log is read and decoded again; nothing is sent.
/// </summary>
public static class SinkAudit
{
    private const int Stretch = 10_000;
    private const int BytesAtOnce = 4 << 20;
    private const int MostNamed = 1_000;

    /// <summary>Compares a range that was delivered.</summary>
    /// <param name="lane">How the log is read.</param>
    /// <param name="log">The partition.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="range">From and to, the end not included.</param>
    /// <param name="dropsRepeats">Whether shards drop events whose id they had.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<SinkFinding> RunAsync(
        LaneDefinition lane, ILogPartition log, IAuditedSink sink, ShardId shard, (long From, long To) range, bool dropsRepeats, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(sink);
        var (stages, ids) = (new EventStages(lane, shard), new HashSet<(int, UInt128)>());
        var (expected, held, doubled, repeats, count) = (default(HeldRows), default(HeldRows), 0L, 0L, 0L);
        var missing = new List<long>();
        using var window = new LogWindow(log.OpenReader(range.From));
        while (window.Position < range.To)
        {
            var from = window.Position;
            var (rows, repeated) = (new List<long>(), new HashSet<long>());
            var amounts = 0L;
            var until = Math.Min(range.To, from + Stretch);
            while (window.Position < until && window.ReadOrWait(until, Stretch, BytesAtOnce)) amounts += Take(window.Records, stages, sink, rows, dropsRepeats ? ids : null, repeated);
            cancellation.ThrowIfCancellationRequested();
            var to = Math.Max(window.Position, from + 1);
            var should = new HeldRows(rows.Count, rows.Sum(), amounts);
            var there = await sink.SumAsync(shard, from, to, cancellation);
            (expected, held) = (Add(expected, should), Add(held, there));
            if (window.Position == from) break;
            if (should == there) continue;
            var offsets = await sink.OffsetsAsync(shard, from, to, cancellation);
            var lacking = rows.Except(offsets).ToList();
            count += lacking.Count;
            repeats += lacking.Count(repeated.Contains);
            doubled += offsets.Count - offsets.Distinct().Count() + offsets.Distinct().Except(rows).Count();
            missing.AddRange(lacking.Where(offset => !repeated.Contains(offset)).Take(MostNamed - missing.Count));
        }

        return new SinkFinding(expected, held, missing, count, repeats, doubled);
    }

    private static long Take(RecordBatch records, EventStages stages, IAuditedSink sink, List<long> rows, HashSet<(int, UInt128)>? ids, HashSet<long> repeated)
    {
        if (records.Count == 0) return 0;
        stages.Decode(records);
        stages.Transform();
        var amounts = 0L;
        foreach (ref readonly var row in stages.Batch.Rows)
        {
            if (!sink.Takes(in row)) continue;
            rows.Add(row.Offset);
            amounts += row.AmountMicros;
            if (ids is not null && row.Id != 0 && !ids.Add((row.Tenant, row.Id))) repeated.Add(row.Offset);
        }

        return amounts;
    }

    private static HeldRows Add(HeldRows a, HeldRows b) => new(a.Rows + b.Rows, a.OffsetSum + b.OffsetSum, a.AmountMicros + b.AmountMicros);
}
