using System.Globalization;
using Analytics.Actors.Replay;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Ingestion.DeadLetters;
using Analytics.Node.Configuration;
using Analytics.Node.Status;

namespace Analytics.Node.Operators;

/// <summary>Compares stores with the log, for every shard of the cluster, on this node. What every sink has by the shards' own account is compared, no more.</summary>
internal sealed class SinkAudits(NodeParts parts, DeadLetterBox letters, NodeOptions options)
{
    private const int MostLetters = 100_000;
    private const int Named = 10;

    /// <summary>Most offsets of one shard.</summary>
    public long Most => options.Operator.ReplayEvents;

    /// <summary>One comparison.</summary>
    /// <param name="Sink">The sink.</param>
    /// <param name="Topic">Topic of the shard.</param>
    /// <param name="Partition">Partition of the shard.</param>
    /// <param name="From">First offset that was compared.</param>
    /// <param name="To">The one after the last.</param>
    /// <param name="Expected">What the log makes.</param>
    /// <param name="Held">What is there.</param>
    /// <param name="Checksums"><c>equal</c> or <c>differ</c>.</param>
    /// <param name="DeadLetters">Offsets without a row that are dead letters: processing set them aside.</param>
    /// <param name="RepeatedIds">Offsets without a row whose id came before: the shard dropped them.</param>
    /// <param name="Unexplained">Other offsets without a row: skipped by <c>source seek</c>, older than the store's retention, or lost.</param>
    /// <param name="Doubled">Rows too many.</param>
    /// <param name="Missing">The first of the unexplained offsets.</param>
    internal sealed record Finding(
        string Sink, string Topic, int Partition, long From, long To, HeldRows Expected, HeldRows Held, string Checksums, long DeadLetters, long RepeatedIds, long Unexplained, long Doubled, IReadOnlyList<long> Missing);

    /// <summary>Compares the last offsets of each shard.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<ShardStatusAnswer> shards, string? sink, string? shard, long last, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var status in shards)
        {
            var id = new ShardId(status.Topic, status.Partition);
            if (shard is not null && id.ToString() != shard) continue;
            if (parts.Region.Lanes.FirstOrDefault(lane => lane.Topic == id.Topic) is not { } lane) continue;
            var log = parts.Log.Partition(id.Topic, id.Partition);
            log.Refresh();
            var (from, to) = (Math.Max(log.StartOffset, status.DeliveredOffset - last), status.DeliveredOffset);
            foreach (var audited in lane.Sinks.OfType<IAuditedSink>().Where(one => sink is null || one.Name == sink))
            {
                var found = await Task.Run(() => SinkAudit.RunAsync(lane, log, audited, id, (from, Math.Max(from, to)), !parts.Log.DropsDuplicates, cancellation), cancellation);
                findings.Add(Explain(audited.Name, id, from, to, found));
            }
        }

        if (findings.Count == 0) throw CommandException.Refused("Nothing to compare: only sinks that keep a row for each event by its offset can be (clickhouse.events, postgres.business), on shards that some node has.");
        return findings;
    }

    private Finding Explain(string sink, ShardId id, long from, long to, SinkFinding found)
    {
        var aside = found.Missing.Count == 0 ? [] : SetAside(id);
        var unexplained = found.Missing.Where(offset => !aside.Contains(offset)).ToList();
        var dead = found.Missing.Count - unexplained.Count;
        return new Finding(
            sink, id.Topic, id.Partition, from, to, found.Expected, found.Held, found.Expected == found.Held ? "equal" : "differ", dead, found.RepeatedIds, found.MissingCount - found.RepeatedIds - dead, found.Doubled,
            [.. unexplained.Take(Named)]);
    }

    private HashSet<long> SetAside(ShardId id)
    {
        var offsets = new HashSet<long>();
        foreach (var letter in letters.List(id.Topic, RejectionReason.ProcessingFailed.Name(), 0, MostLetters).Letters)
        {
            if (letter.Header(RecordHeaders.ErrorPrefix + "partition") == id.Partition.ToString(CultureInfo.InvariantCulture)
                && long.TryParse(letter.Header(RecordHeaders.ErrorPrefix + "offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) offsets.Add(offset);
        }

        return offsets;
    }
}
