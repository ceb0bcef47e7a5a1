using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>The judge: System.Text.Json at its strictest, with the rules that it leaves to the reader of values.</summary>
internal static class ReferenceJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The event, or null when it must be refused for its JSON.</summary>
    public static JsonDocument? Read(byte[] json)
    {
        if (!Utf8.IsValid(json)) return null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            return null;
        }

        var fields = 0;
        if (document.RootElement.ValueKind == JsonValueKind.Object && IsFine(document.RootElement, ref fields) && fields <= 256) return document;
        document.Dispose();
        return null;
    }

    private static bool IsFine(JsonElement element, ref int fields)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    fields++;
                    if (!IsText(() => member.Name) || !IsFine(member.Value, ref fields)) return false;
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    if (!IsFine(item, ref fields)) return false;
                return true;
            case JsonValueKind.String:
                return IsText(() => element.GetString()!);
            case JsonValueKind.Number:
                return element.GetRawText().Length <= 64 && double.IsFinite(element.GetDouble());
            default:
                return true;
        }
    }

    private static bool IsText(Func<string> read)
    {
        try
        {
            var text = read();
            return !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text) <= 65536;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
