using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment.Masking;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// Takes personal data out of the rows by the policy of each tenant, before entities and sinks see them; must be the last step that reads
/// personal fields. Masked are: the user id when it is an e-mail address, the client address, properties and URL parameters with personal
/// names (<see cref="PersonalNames"/>), credentials in URLs, and e-mail addresses inside any other text. Masked values are written behind
/// the records; <see cref="EventRow.UserHash"/> and the keys stay what they were. One thread.
/// </summary>
public sealed class MaskPersonalData : IEnrichmentStep
{
    // Rows whose cache entries are asked for at once: memory is slow, but answers many questions at a time.
    private const int Ahead = 32;

    private readonly ITenantDirectory _tenants;
    private readonly PersonalHashes _hashes;
    private readonly PersonalValues _values;
    private readonly PropertiesPatch _patch;
    private readonly PropertiesMask _properties;
    private readonly UrlMask _urls;
    private readonly ByteText _text = new();
    private bool _mayHoldEmail;

    /// <summary>Makes the step.</summary>
    /// <param name="tenants">The policies.</param>
    /// <param name="secret">The installation's secret; the same after every restart, at least 16 bytes.</param>
    /// <param name="cacheEntries">Most hashes in the cache.</param>
    /// <param name="seed">Seed of the cache's hash.</param>
    public MaskPersonalData(ITenantDirectory tenants, ReadOnlyMemory<byte> secret, int cacheEntries, ulong seed)
    {
        if (secret.Length < 16) throw new ArgumentException("The secret that hashes are made with needs at least 16 bytes.", nameof(secret));
        _tenants = tenants;
        _hashes = new PersonalHashes(secret, cacheEntries, seed);
        _values = new PersonalValues(_hashes);
        _patch = new PropertiesPatch(_values);
        _properties = new PropertiesMask(_values);
        _urls = new UrlMask(_values);
    }

    /// <inheritdoc />
    public string Name => "mask";

    /// <summary>Values hashed because the cache did not have their hash.</summary>
    public long Misses => _hashes.Misses;

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        for (var start = 0; start < rows.Length; start += Ahead) Mask(batch, rows.Slice(start, Math.Min(Ahead, rows.Length - start)));
    }

    private void Mask(EventBatch batch, Span<EventRow> rows)
    {
        foreach (ref var row in rows)
            if ((row.Flags & EventFlags.UserIsEmail) != 0) _hashes.Prefetch(row.Tenant, batch.Bytes(row.UserId));
        foreach (ref var row in rows)
        {
            _values.Use(row.Tenant, _tenants.Settings(row.Tenant));
            if (_values.KeepsAll) continue;
            _mayHoldEmail = _values.MasksEmail && (row.Flags & EventFlags.Plain) == 0;
            MaskUser(batch, ref row);
            MaskAddress(batch, ref row);
            MaskProperties(batch, ref row);
            MaskUrl(batch, ref row.Url);
            MaskUrl(batch, ref row.Referrer);
            if (_mayHoldEmail) MaskTexts(batch, ref row);
            if (_values.MasksEmail) MaskCampaign(batch, ref row);
        }
    }

    private void MaskUser(EventBatch batch, ref EventRow row)
    {
        if ((row.Flags & EventFlags.UserIsEmail) != 0) Mask(batch, ref row.UserId, PersonalKind.Email);
        else if (_mayHoldEmail) MaskText(batch, ref row.UserId);
    }

    private void MaskAddress(EventBatch batch, ref EventRow row)
    {
        if (row.Ip.IsEmpty) return;
        if (_values.ActionFor(PersonalKind.Ip) != MaskingAction.Truncate || !_values.IsDotted(batch.Bytes(row.Ip)))
        {
            Mask(batch, ref row.Ip, PersonalKind.Ip);
            return;
        }

        var room = batch.Records.Reserve(DottedAddress.Room);
        row.Ip = batch.Records.Commit(DottedAddress.WriteNetwork(batch.Bytes(row.Ip), room));
    }

    private void MaskProperties(EventBatch batch, ref EventRow row)
    {
        if (row.Properties.IsEmpty) return;
        var json = batch.Bytes(row.Properties);
        if ((row.Flags & EventFlags.PersonalProperties) == 0 && !(_mayHoldEmail && PropertiesMask.MayHoldEmail(json))) return;
        _text.Length = 0;
        if (!_patch.TryAppend(_text, json, row.Properties.Offset, batch.Personal(row), _mayHoldEmail))
        {
            _text.Length = 0;
            _properties.Append(_text, json);
        }

        if (_text.Length > 0) row.Properties = batch.Records.Append(_text.Written);
    }

    private void MaskUrl(EventBatch batch, ref Utf8Slice field)
    {
        if (field.IsEmpty) return;
        var url = batch.Bytes(field);
        if (!_urls.IsPersonal(url)) return;
        _text.Length = 0;
        _urls.Append(_text, url);
        field = batch.Records.Append(_text.Written);
    }

    private void MaskTexts(EventBatch batch, ref EventRow row)
    {
        MaskText(batch, ref row.EventId);
        MaskText(batch, ref row.SessionId);
        MaskText(batch, ref row.EntityId);
        MaskText(batch, ref row.ProductId);
        MaskText(batch, ref row.Scope);
        MaskText(batch, ref row.UserAgent);
    }

    // The campaign may come out of an address, where an at sign has two more forms.
    private void MaskCampaign(EventBatch batch, ref EventRow row)
    {
        MaskText(batch, ref row.UtmSource);
        MaskText(batch, ref row.UtmMedium);
        MaskText(batch, ref row.UtmCampaign);
    }

    private void MaskText(EventBatch batch, ref Utf8Slice field)
    {
        if (field.IsEmpty) return;
        var text = batch.Bytes(field);
        if (!text.Contains((byte)'@')) return;
        _text.Length = 0;
        _values.AppendText(_text, text);
        field = batch.Records.Append(_text.Written);
    }

    private void Mask(EventBatch batch, ref Utf8Slice field, PersonalKind kind)
    {
        if (field.IsEmpty || _values.ActionFor(kind) == MaskingAction.Keep) return;
        _text.Length = 0;
        _values.Append(_text, batch.Bytes(field), kind);
        field = batch.Records.Append(_text.Written);
    }
}
