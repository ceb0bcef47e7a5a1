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
public sealed class DeadLetterBox(ILog log, LetterIndexes indexes, IIngestion ingestion, TimeProvider time)
{
    private const int AtATime = 256;

    // Its event is in already, only not in a result that is final.
    private static readonly string AlreadyIn = RejectionReason.WindowClosed.Name();

    /// <summary>The dead-letter topics.</summary>
    public IReadOnlyList<string> Topics =>
        [.. log.Topics.Select(topic => topic.Name).Where(name => name.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Letters from an offset on, oldest first.</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="fromOffset">Where to start.</param>
    /// <param name="pageSize">At most this many.</param>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public DeadLetterPage List(string topic, string? reason = null, long fromOffset = 0, int pageSize = 50)
    {
        var page = new List<DeadLetter>();
        foreach (var letter in Letters(topic, new LetterChoice(reason, fromOffset)))
        {
            if (page.Count == pageSize) return new DeadLetterPage(page, letter.Offset);
            page.Add(letter);
        }

        return new DeadLetterPage(page, null);
    }

    /// <summary>The last letters, the newest first.</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="count">At most this many.</param>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public IReadOnlyList<DeadLetter> Newest(string topic, string? reason, int count)
    {
        var (partition, index) = Open(topic);
        using var reader = new DeadLetterReader(partition, index);
        return [.. index.Last(count, reason).Reverse().Select(reader.Read).OfType<DeadLetter>().Reverse()];
    }

    /// <summary>One letter; null when there is none at that position.</summary>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public DeadLetter? Find(string topic, long offset)
    {
        return Letters(topic, new LetterChoice(null, offset, offset + 1)).FirstOrDefault();
    }

    /// <summary>Retries the letters at some offsets, or all (of a reason).</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="offsets">Which; null for all.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="dryRun">True to change nothing.</param>
    /// <param name="cancellation">Stops between some letters and the next ones.</param>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    /// <exception cref="LogUnavailableException">The log takes nothing now; what was retried before stays retried.</exception>
    public async Task<RetryResult> RetryAsync(
        string topic, IReadOnlyCollection<long>? offsets, string? reason = null, bool dryRun = false, CancellationToken cancellation = default)
    {
        int matched = 0, retried = 0, duplicates = 0;
        var rejected = new List<StillRejected>();
        // Many at a time share the log's commits.
        foreach (var letters in Letters(topic, LetterChoice.Of(offsets, reason)).Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var results = await Task.WhenAll(letters.Select(letter => RetryAsync(letter, dryRun, cancellation)));
            matched += letters.Length;
            retried += results.Sum(result => result.Accepted);
            duplicates += results.Sum(result => result.Duplicates);
            rejected.AddRange(letters.Zip(results).Where(one => one.Second.Rejected.Count > 0).Select(one => StillRejectedOf(one.First, one.Second.Rejected[0])));
            var back = letters.Zip(results).Where(one => !one.First.Retried && one.First.Reason != AlreadyIn && one.Second.Accepted + one.Second.Duplicates > 0);
            if (!dryRun) await MarkAsync(topic, [.. back.Select(one => one.First.Offset)], DeadLetterHeaders.Retried, cancellation);
        }

        return new RetryResult(matched, retried, duplicates, rejected);
    }

    /// <summary>Takes letters out of lists and retries for good. Their bytes stay in the topic until its retention deletes them.</summary>
    /// <param name="topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
    /// <param name="offsets">Which; null for all.</param>
    /// <param name="reason">Only those of one reason; null for all.</param>
    /// <param name="dryRun">True to change nothing.</param>
    /// <param name="cancellation">Stops between some letters and the next ones.</param>
    /// <returns>How many.</returns>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    /// <exception cref="LogUnavailableException">The log takes nothing now; what was dropped before stays dropped.</exception>
    public async Task<int> DropAsync(string topic, IReadOnlyCollection<long>? offsets, string? reason = null, bool dryRun = false, CancellationToken cancellation = default)
    {
        var dropped = 0;
        foreach (var chosen in Offsets(Open(topic).Index, LetterChoice.Of(offsets, reason)).Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            dropped += chosen.Length;
            if (!dryRun) await MarkAsync(topic, chosen, DeadLetterHeaders.Dropped, cancellation);
        }

        return dropped;
    }

    private async Task<IngestionResult> RetryAsync(DeadLetter letter, bool dryRun, CancellationToken cancellation) =>
        letter.Reason == AlreadyIn ? new IngestionResult(1, 0, 1, []) : await ingestion.IngestAsync(letter.Value, ContextOf(letter, dryRun), cancellation);

    private static StillRejected StillRejectedOf(DeadLetter letter, RejectedEvent rejected) => new(letter.Offset, rejected.Reason, rejected.Field);

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

    private async ValueTask MarkAsync(string topic, long[] letters, string mark, CancellationToken cancellation)
    {
        var batch = new RecordBatch();
        foreach (var letter in letters)
        {
            var start = batch.Length;
            DeadLetterHeaders.Add(batch, mark, letter.ToString(CultureInfo.InvariantCulture));
            ref var record = ref batch.Add();
            record.Headers = new Contracts.Events.Utf8Slice(start, batch.Length - start);
            record.ReceivedAt = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        }

        await PartitionOf(topic).AppendAsync(batch, Enumerable.Range(0, letters.Length).ToArray(), new long[letters.Length], cancellation);
    }

    private IEnumerable<DeadLetter> Letters(string topic, LetterChoice choice)
    {
        var (partition, index) = Open(topic);
        using var reader = new DeadLetterReader(partition, index);
        foreach (var offset in Offsets(index, choice))
            if (reader.Read(offset) is { } letter) yield return letter;
    }

    private static IEnumerable<long> Offsets(LetterIndex index, LetterChoice choice)
    {
        for (var next = index.Next(choice.From, choice.Reason); next is { } offset && offset < choice.To; next = index.Next(offset + 1, choice.Reason))
            if (choice.Only?.Contains(offset) != false) yield return offset;
    }

    private (ILogPartition Partition, LetterIndex Index) Open(string topic)
    {
        var partition = PartitionOf(topic);
        var index = indexes.Of(partition.Topic, partition.Index);
        index.ReadToEnd();
        return (partition, index);
    }

    private ILogPartition PartitionOf(string topic) =>
        log.Partition(topic.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal) ? topic : topic + TopicDescription.DeadLetterSuffix, 0);
}
