using System.Text.Unicode;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// Campaign of the page address: <c>utm_source</c>, <c>utm_medium</c>, <c>utm_campaign</c>; without them Google's and Facebook's click ids
/// tell the source, and the medium is <c>cpc</c>. An event that names its campaign itself keeps it. The first of equal parameters counts.
/// </summary>
public sealed class ReadCampaign : IEnrichmentStep
{
    /// <summary>Most bytes of a value; the rest is cut off.</summary>
    public const int MaxLength = 256;

    // Room to see where the character that reaches over the limit begins.
    private const int RoomLength = MaxLength + 4;

    /// <inheritdoc />
    public string Name => "campaign";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        foreach (ref var row in rows)
        {
            if (row.Url.IsEmpty || !row.UtmSource.IsEmpty || !row.UtmMedium.IsEmpty || !row.UtmCampaign.IsEmpty) continue;
            var url = batch.Bytes(row.Url);
            var query = UrlText.Query(url);
            if (!query.IsEmpty) Read(batch, ref row, url, query);
        }
    }

    private static void Read(EventBatch batch, ref EventRow row, ReadOnlySpan<byte> url, ReadOnlySpan<byte> query)
    {
        var start = row.Url.Offset;
        var clickSource = ReadOnlySpan<byte>.Empty;
        while (UrlText.TryReadNext(ref query, out var name, out var value))
        {
            if (value.IsEmpty || name.Length < 5) continue;
            if (name[3] == '_' && name.StartsWith("utm"u8))
            {
                url.Overlaps(value, out var at);
                ReadTag(batch, ref row, name[4..], value, start + at);
            }
            else if (name.SequenceEqual("gclid"u8)) clickSource = "google"u8;
            else if (name.SequenceEqual("fbclid"u8)) clickSource = "facebook"u8;
        }

        if (clickSource.IsEmpty || !row.UtmSource.IsEmpty || !row.UtmMedium.IsEmpty || !row.UtmCampaign.IsEmpty) return;
        row.UtmSource = batch.Records.Append(clickSource);
        row.UtmMedium = batch.Records.Append("cpc"u8);
    }

    private static void ReadTag(EventBatch batch, ref EventRow row, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> value, int at)
    {
        if (tag.SequenceEqual("source"u8) && row.UtmSource.IsEmpty) row.UtmSource = Keep(batch, value, at);
        else if (tag.SequenceEqual("medium"u8) && row.UtmMedium.IsEmpty) row.UtmMedium = Keep(batch, value, at);
        else if (tag.SequenceEqual("campaign"u8) && row.UtmCampaign.IsEmpty) row.UtmCampaign = Keep(batch, value, at);
    }

    /// <summary>The value without escapes, or as it stands when that is no text.</summary>
    private static Utf8Slice Keep(EventBatch batch, ReadOnlySpan<byte> value, int at)
    {
        if (UrlText.IsEscaped(value))
        {
            Span<byte> decoded = stackalloc byte[RoomLength];
            var text = UrlText.Cut(decoded[..UrlText.Unescape(value, decoded)], MaxLength);
            if (Utf8.IsValid(text) && !text.Contains((byte)0)) return batch.Records.Append(text);
        }

        return new Utf8Slice(at, UrlText.Cut(value, MaxLength).Length);
    }
}
