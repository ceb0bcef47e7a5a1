using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;

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

    /// <summary>A decoder with caches of its own.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="tenants">Zones of the tenants.</param>
    /// <param name="seed">Seed of the installation's key hashes.</param>
    /// <param name="distinct">Counts distinct values over all decoders at the door; null makes one when the options ask for it.</param>
    public EventDecoder(DecodingOptions options, ITenantDirectory tenants, ulong seed, DistinctValues? distinct = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxDistinctValues > 0 || options.MaxTenants > 0) distinct ??= new DistinctValues(options.MaxDistinctValues, options.MaxTenants);
        Identity = new EventIdentity(seed);
        _parser = new EventParser(options, seed);
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
        _builder.Start(records);
        // Texts with escapes are appended to the batch, whose buffer may then be replaced by a larger one; this one still holds every record.
        fixed (byte* origin = records.Buffer)
        {
            for (var i = 0; i < records.Count; i++)
            {
                if (TryDecode(records, i, origin, ref target.Add())) continue;
                target.RemoveLast();
                rejections.Add(new Rejection(i, _parser.Failure.Field, _parser.Failure.Reason, _parser.Failure.Detail));
            }
        }
    }

    private bool TryDecode(RecordBatch records, int index, byte* origin, ref EventRow row)
    {
        ref var record = ref records.Records[index];
        row.Record = index;
        row.Offset = record.Offset;
        row.ReceivedAt = record.ReceivedAt;
        _context.Read(records, record.Headers);
        return _parser.Parse(origin, record.Value.Offset, record.Value.Length) && _builder.Build(ref row, _context, origin);
    }
}
