using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Lists, shows and retries dead letters. A retry decodes the original bytes with today's rules, under the original tenant, shape and id; a letter
/// without an id gets one from its position. So retrying twice adds nothing while the log remembers ids; that it was retried is written to the topic itself.
/// </summary>
public sealed class DeadLetterBox(ILog log, IIngestion ingestion, TimeProvider time)
{
    private static readonly int[] FirstRecord = [0];

    /// <summary>The dead-letter topics.</summary>
    public IReadOnlyList<string> Topics =>
        [.. log.Topics.Select(topic => topic.Name).Where(name => name.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Number of letters by reason. Reads the whole topic.</summary>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public IReadOnlyDictionary<string, int> CountByReason(string topic) =>
        Letters(topic, 0).GroupBy(letter => letter.Reason).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Letters from an offset on, oldest first.</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="fromOffset">Where to start.</param>
    /// <param name="pageSize">At most this many.</param>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public DeadLetterPage List(string topic, string? reason = null, long fromOffset = 0, int pageSize = 50)
    {
        var page = new List<DeadLetter>();
        foreach (var letter in Letters(topic, fromOffset))
        {
            if (reason is not null && letter.Reason != reason) continue;
            if (page.Count == pageSize) return new DeadLetterPage(page, letter.Offset);
            page.Add(letter);
        }

        return new DeadLetterPage(page, null);
    }

    /// <summary>One letter; null when there is none at that position.</summary>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public DeadLetter? Find(string topic, long offset)
    {
        var letter = Letters(topic, offset).FirstOrDefault();
        return letter?.Offset == offset ? letter : null;
    }

    /// <summary>Retries the letters at some offsets, or all (of a reason).</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="offsets">Which; null for all.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="dryRun">True to change nothing.</param>
    /// <param name="cancellation">Stops between two letters.</param>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    /// <exception cref="LogUnavailableException">The log takes nothing now; what was retried before stays retried.</exception>
    public async Task<RetryResult> RetryAsync(
        string topic, IReadOnlyCollection<long>? offsets, string? reason = null, bool dryRun = false, CancellationToken cancellation = default)
    {
        int matched = 0, retried = 0, duplicates = 0;
        var rejected = new List<StillRejected>();
        var wanted = offsets is null ? null : new HashSet<long>(offsets);
        // Taken before the first retry: marks that are added meanwhile are not read.
        foreach (var letter in Letters(topic, wanted is { Count: > 0 } ? wanted.Min() : 0).ToList())
        {
            if (wanted?.Contains(letter.Offset) == false || (reason is not null && letter.Reason != reason)) continue;
            cancellation.ThrowIfCancellationRequested();
            matched++;
            if (letter.Reason == RejectionReason.WindowClosed.Name())
            {
                // Its event is in already, only not in a result that is final.
                duplicates++;
                continue;
            }

            var result = await ingestion.IngestAsync(letter.Value, ContextOf(letter, dryRun), cancellation);
            if (result.Rejected.Count > 0) rejected.Add(new StillRejected(letter.Offset, result.Rejected[0].Reason, result.Rejected[0].Field));
            retried += result.Accepted;
            duplicates += result.Duplicates;
            if (!dryRun && !letter.Retried && result.Accepted + result.Duplicates > 0) await MarkAsync(letter, DeadLetterHeaders.Retried, cancellation);
        }

        return new RetryResult(matched, retried, duplicates, rejected);
    }

    /// <summary>Takes letters out of lists and retries for good. Their bytes stay in the topic until its retention deletes them.</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="offsets">Which; null for all.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="dryRun">True to change nothing.</param>
    /// <param name="cancellation">Stops between two letters.</param>
    /// <returns>How many.</returns>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    /// <exception cref="LogUnavailableException">The log takes nothing now; what was dropped before stays dropped.</exception>
    public async Task<int> DropAsync(string topic, IReadOnlyCollection<long>? offsets, string? reason = null, bool dryRun = false, CancellationToken cancellation = default)
    {
        var wanted = offsets is null ? null : new HashSet<long>(offsets);
        var letters = Letters(topic, wanted is { Count: > 0 } ? wanted.Min() : 0).Where(letter => wanted?.Contains(letter.Offset) != false && (reason is null || letter.Reason == reason)).ToList();
        foreach (var letter in dryRun ? [] : letters) await MarkAsync(letter, DeadLetterHeaders.Dropped, cancellation);
        return letters.Count;
    }

    private static IngestionContext ContextOf(DeadLetter letter, bool dryRun)
    {
        var assigned = letter.Header("assigned-id");
        return new IngestionContext
        {
            Tenant = NullIfEmpty(letter.Tenant),
            Shape = ShapeNames.Parse(Encoding.UTF8.GetBytes(letter.Header("shape"))),
            ClientAddress = NullIfEmpty(letter.Header("client-address")),
            UserAgent = NullIfEmpty(letter.Header("user-agent")),
            AssignedId = assigned.Length > 0 ? assigned : $"dead-letter:{letter.Topic}:{letter.Partition}:{letter.Offset}",
            IsWhole = true,
            RecordHeaders = EnvelopeOf(letter),
            DryRun = dryRun,
            KeepRejected = false,
        };
    }

    // A CloudEvent is one by its headers, the attributes of binary mode among them; a message has type, time and id from where it came from.
    private static byte[] EnvelopeOf(DeadLetter letter) =>
    [
        .. letter.Headers.Where(header => header.Key is "content-type" or "assigned-type" or "assigned-time" or "assigned-id" || header.Key.StartsWith("ce_", StringComparison.Ordinal))
            .SelectMany(header => RequestHeaders.Encode(header.Key, header.Value)),
    ];

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private async ValueTask MarkAsync(DeadLetter letter, string mark, CancellationToken cancellation)
    {
        var batch = new RecordBatch();
        DeadLetterHeaders.Add(batch, mark, letter.Offset.ToString(CultureInfo.InvariantCulture));
        ref var record = ref batch.Add();
        record.Headers = new Contracts.Events.Utf8Slice(0, batch.Length);
        record.ReceivedAt = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        await PartitionOf(letter.Topic).AppendAsync(batch, FirstRecord, new long[1], cancellation);
    }

    private IEnumerable<DeadLetter> Letters(string topic, long fromOffset)
    {
        var partition = PartitionOf(topic);
        return DeadLetterReader.Read(partition, Math.Max(fromOffset, partition.StartOffset));
    }

    private ILogPartition PartitionOf(string topic) =>
        log.Partition(topic.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal) ? topic : topic + TopicDescription.DeadLetterSuffix, 0);
}
