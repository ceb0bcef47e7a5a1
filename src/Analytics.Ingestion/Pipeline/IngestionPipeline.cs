using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Routing;

namespace Analytics.Ingestion.Pipeline;

/// <summary>From the bytes of a request to durable records: frame, decode, refuse, route, append, answer.</summary>
public sealed class IngestionPipeline : IIngestion
{
    private const int MaxPrefix = 512;
    private readonly IngestionOptions _options;
    private readonly WriteKeyDirectory _keys;
    private readonly TimeProvider _time;
    private readonly LaneRouter _router;
    private readonly WorkSetPool _pool;
    private readonly IngestionTelemetry _telemetry;

    /// <summary>Needs a log that has the lanes' topics, with equally many partitions, and their dead-letter topics.</summary>
    public IngestionPipeline(
        IngestionOptions options, ILog log, ITenantDirectory tenants, WriteKeyDirectory keys, IngestionTelemetry telemetry, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        _options = options;
        _keys = keys;
        _time = time;
        _telemetry = telemetry;
        _router = new LaneRouter(log.Topics.First(topic => topic.Name == LaneRouter.RawEvents).Partitions);
        _pool = new WorkSetPool(options, log, tenants, _router);
    }

    /// <inheritdoc/>
    public async ValueTask<IngestionResult> IngestAsync(ReadOnlyMemory<byte> body, IngestionContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.IdPrefix?.Length ?? 0, MaxPrefix);
        var set = Rent();
        set.Records.Append(body.Span);
        var result = await RunAsync(set, context);
        Return(set);
        return result;
    }

    internal WorkSet Rent() => _pool.Rent();

    internal void Return(WorkSet set) => _pool.Return(set);

    /// <summary>Finds the events of the body that the set's buffer holds, up to one more than <paramref name="most"/>; returns their number.</summary>
    internal static int Frame(WorkSet set, IngestionContext context, int most = int.MaxValue)
    {
        set.Records.Reserve(JsonText.Overread);
        if (context.IsWhole) set.Frames.Add(new Utf8Slice(0, set.Records.Length));
        else EventFramer.Frame(set.Records.Buffer.AsSpan(0, set.Records.Length), context.IsLines, most, set.Frames);
        return set.Frames.Count;
    }

    /// <summary>Runs a body that was read into the set's buffer. Only after success may the set be returned to the pool.</summary>
    internal async ValueTask<IngestionResult> RunAsync(WorkSet set, IngestionContext context)
    {
        if (set.Frames.Count == 0) Frame(set, context);
        if (set.Frames.Count == 0) return new IngestionResult(0, 0, 0, []);
        var receivedAt = context.ReceivedAt != 0 ? context.ReceivedAt : (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        Decode(set, context, receivedAt);
        Reject(set);
        Route(set, context);
        set.Rejected?.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        if (context.KeepRejected && !context.DryRun) Bury(set, receivedAt);
        var duplicates = context.DryRun ? 0 : await AppendAsync(set);
        return Answer(set, duplicates);
    }

    private void Decode(WorkSet set, IngestionContext context, long receivedAt)
    {
        set.SharedHeaders = RequestHeaders.Append(set.Records, context);
        for (var i = 0; i < set.Frames.Count; i++)
        {
            if (set.Frames[i].Length > _options.MaxEventBytes)
            {
                Reject(set, new RejectedEvent(i, "", RejectionReason.EventTooLarge, $"more than {_options.MaxEventBytes} bytes"));
                continue;
            }

            ref var record = ref set.Records.Add();
            record.Value = set.Frames[i];
            record.Headers = set.HeadersOf(i);
            record.ReceivedAt = receivedAt;
            set.IndexOfRecord.Add(i);
        }

        set.Decoder.Decode(set.Records, set.Events, set.Rejections);
    }

    private static void Reject(WorkSet set)
    {
        foreach (var rejection in set.Rejections)
            Reject(set, new RejectedEvent(set.IndexOfRecord[rejection.Record], rejection.Field, rejection.Reason, rejection.Detail));
    }

    private static void Reject(WorkSet set, RejectedEvent rejected) => (set.Rejected ??= []).Add(rejected);

    private void Route(WorkSet set, IngestionContext context)
    {
        var prefix = context.IdPrefix;
        foreach (ref var row in set.Events.Rows)
        {
            if (RefusalOf(set, row, context) is { } refusal)
            {
                Reject(set, new RejectedEvent(set.IndexOfRecord[row.Record], "", RejectionReason.InvalidTenant, refusal));
                continue;
            }

            if (row.EventId.IsEmpty)
            {
                prefix ??= RandomPrefix();
                Assign(set, ref row, context, prefix);
            }

            var key = LaneRouter.AppendKey(set.Records, row);
            ref var record = ref set.Records.Records[row.Record];
            record.Key = key;
            record.Id = row.Id;
            set.Appends.Add((LaneRouter.LaneOf(row) * _router.Partitions) + _router.PartitionOf(set.Records.Bytes(key)), row.Record);
        }
    }

    /// <summary>Why an event may not be its tenant's; null when it may. A request that named its tenant was asked at the door.</summary>
    private string? RefusalOf(WorkSet set, in EventRow row, IngestionContext context)
    {
        if (context.Tenant is not null) return null;
        var tenant = Symbols.Text(row.Tenant);
        var isProven = set.Envelopes.Count > 0 && set.Envelopes[set.IndexOfRecord[row.Record]].IsProven;
        if (!isProven && _keys.NeedsKey(tenant)) return "events of this tenant need its write key";
        return _options.Admission.KnownTenants?.Contains(tenant) == false ? "there is no such tenant here" : null;
    }

    // A random id names the event but needs no remembering: nobody will send it again.
    private static void Assign(WorkSet set, ref EventRow row, IngestionContext context, string prefix)
    {
        Span<char> numbered = stackalloc char[MaxPrefix + 24];
        numbered.TryWrite(CultureInfo.InvariantCulture, $"{prefix}:{context.FirstIndex + set.IndexOfRecord[row.Record]}", out var length);
        var text = context.AssignedId is { } assigned ? assigned : (ReadOnlySpan<char>)numbered[..length];
        var headers = RequestHeaders.AppendAssigned(set.Records, set.HeadersOf(set.IndexOfRecord[row.Record]), text, out var id);
        set.Records.Records[row.Record].Headers = headers;
        if (context.AssignedId is not null || context.IdPrefix is not null) row.Id = set.Decoder.Identity.EventId(row.Tenant, set.Records.Bytes(id));
    }

    private void Bury(WorkSet set, long receivedAt)
    {
        foreach (var rejected in set.Rejected ?? [])
        {
            var own = set.Records.Bytes(set.HeadersOf(rejected.Index));
            var headers = DeadLetterHeaders.Append(set.DeadRecords, own, rejected, LaneRouter.RawEvents, receivedAt, _options.Node);
            var bytes = set.Records.Bytes(set.Frames[rejected.Index]);
            // A log may count headers several times over.
            var value = set.DeadRecords.Append(bytes[..Math.Min(bytes.Length, Math.Max(0, _options.MaxDeadLetterBytes - (4 * headers.Length)))]);
            ref var record = ref set.DeadRecords.Add();
            (record.Headers, record.Value, record.ReceivedAt) = (headers, value, receivedAt);
            // A message that is redelivered is refused again: with the id that it came with it lies there once.
            if (!RecordHeaders.Find(own, RecordHeaders.AssignedId).IsEmpty) record.Id = KeyHash.Compute128([.. own, .. bytes], _options.KeySeed);
            set.DeadLetters.Add(0, set.DeadRecords.Count - 1);
        }
    }

    private static async ValueTask<int> AppendAsync(WorkSet set)
    {
        var deadLetters = set.DeadLetters.Count == 0 ? default : set.DeadLetters.AppendAsync(set.DeadRecords);
        try
        {
            if (set.Appends.Count > 0) await set.Appends.AppendAsync(set.Records);
        }
        finally
        {
            await deadLetters;
        }

        return set.Appends.Duplicates;
    }

    private IngestionResult Answer(WorkSet set, int duplicates)
    {
        IReadOnlyList<RejectedEvent> rejected = set.Rejected is { } some ? some : [];
        var result = new IngestionResult(set.Frames.Count, set.Appends.Count - duplicates, duplicates, rejected);
        _telemetry.Record(result);
        return result;
    }

    private static string RandomPrefix() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));
}
