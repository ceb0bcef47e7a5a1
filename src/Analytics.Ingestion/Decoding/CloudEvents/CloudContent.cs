using System.Text;

namespace Analytics.Ingestion.Decoding.CloudEvents;

/// <summary>What types of content mean for CloudEvents.</summary>
internal static class CloudContent
{
    /// <summary>One CloudEvent with its attributes in the JSON (structured mode).</summary>
    public const string Structured = "application/cloudevents+json";

    /// <summary>An array of them.</summary>
    public const string Batch = "application/cloudevents-batch+json";

    /// <summary>Prefix of the headers that carry the attributes of binary mode in a record; over HTTP it is <c>ce-</c>.</summary>
    public static ReadOnlySpan<byte> Prefix => "ce_"u8;

    /// <summary>True for any format of structured mode.</summary>
    public static bool IsStructured(ReadOnlySpan<byte> type) => type.Length >= 23 && Ascii.EqualsIgnoreCase(type[..23], "application/cloudevents"u8);

    /// <summary>True for the one that can be read.</summary>
    public static bool IsJson(ReadOnlySpan<byte> type)
    {
        var media = MediaOf(type);
        return Ascii.EqualsIgnoreCase(media, "application/json"u8) || Ascii.EqualsIgnoreCase(media, "text/json"u8) ||
            (media.Length > 5 && Ascii.EqualsIgnoreCase(media[^5..], "+json"u8));
    }

    private static ReadOnlySpan<byte> MediaOf(ReadOnlySpan<byte> type)
    {
        var end = type.IndexOf((byte)';');
        return (end < 0 ? type : type[..end]).Trim((byte)' ');
    }
}
