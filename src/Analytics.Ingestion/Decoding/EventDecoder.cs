using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Decoding.CloudEvents;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Records → canonical rows: one pass over the UTF-8 of each event; slices, no strings; nothing is allocated for an event once the caches are warm.
/// The same bytes, headers and time of arrival give the same row in any process with the same seed and tenant settings.
/// </summary>
public sealed unsafe class EventDecoder : IEventDecoder
{
    private readonly EventParser _parser;
    private readonly RowBuilder _builder;
    private readonly RecordContext _context = new();
    private readonly CloudEvent _cloud;

    /// <summary>A decoder with caches of its own.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="tenants">Zones of the tenants.</param>
    /// <param name="seed">Seed of the installation's key hashes.</param>
    /// <param name="distinct">Counts distinct values over all decoders at the door; null makes one when the options ask for it.</param>
    public EventDecoder(DecodingOptions options, ITenantDirectory tenants, ulong seed, DistinctValues? distinct = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxDistinctValues > 0 || options.MaxTenants > 0) distinct ??= new DistinctValues(options.MaxDistinctValues, options.MaxTenants, options.IsKnownTenant);
        Identity = new EventIdentity(seed);
        _parser = new EventParser(options, seed);
        _cloud = new CloudEvent(options, _parser);
        _builder = new RowBuilder(options, tenants, _parser, Identity, distinct);
    }

    /// <summary>The hashes that the decoder gives its rows.</summary>
    public EventIdentity Identity { get; }

    /// <inheritdoc/>
    public void Decode(RecordBatch records, EventBatch target, ICollection<Rejection> rejections)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(rejections);
        target.Reset(records);
        records.Reserve(JsonText.Overread);
        _builder.Start(target);
        for (var i = 0; i < records.Count; i++)
        {
            i = DecodePlain(records, i, target, rejections);
            if (i < records.Count && !TryDecodeCloudEvent(records, i, ref target.Add())) Refuse(i, target, rejections);
        }
    }

    /// <summary>Decodes up to the next CloudEvent, whose index it returns, or to the end.</summary>
    private int DecodePlain(RecordBatch records, int first, EventBatch target, ICollection<Rejection> rejections)
    {
        // Texts with escapes are appended to the batch, whose buffer may then be replaced by a larger one; this one still holds every record.
        fixed (byte* origin = records.Buffer)
        {
            for (var i = first; i < records.Count; i++)
            {
                ref var record = ref records.Records[i];
                _context.Read(records, record.Headers);
                if (_context.IsCloudEvent) return i;
                if (!TryDecode(record, i, origin, ref target.Add())) Refuse(i, target, rejections);
            }
        }

        return records.Count;
    }

    private void Refuse(int index, EventBatch target, ICollection<Rejection> rejections)
    {
        target.RemoveLast();
        rejections.Add(new Rejection(index, _parser.Failure.Field, _parser.Failure.Reason, _parser.Failure.Detail));
    }

    private bool TryDecode(in LogRecord record, int index, byte* origin, ref EventRow row)
    {
        Start(ref row, record, index);
        return _parser.Parse(origin, record.Value.Offset, record.Value.Length) && _builder.Build(ref row, _context, origin, cloud: null);
    }

    // What is derived from the envelope is appended before the buffer is fixed, so that everything stands in one.
    private bool TryDecodeCloudEvent(RecordBatch records, int index, ref EventRow row)
    {
        Start(ref row, records.Records[index], index);
        if (!_cloud.Open(records, records.Records[index], _context)) return false;
        records.Reserve(JsonText.Overread);
        fixed (byte* origin = records.Buffer)
            return _parser.Parse(origin, _cloud.Data.Offset, _cloud.Data.Length) && _builder.Build(ref row, _context, origin, _cloud);
    }

    private static void Start(ref EventRow row, in LogRecord record, int index)
    {
        row.Record = index;
        row.Offset = record.Offset;
        row.ReceivedAt = record.ReceivedAt;
    }
}
