using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.Node.Http;

/// <summary>How answers are written: camelCase names, instants in ISO 8601 with the zone's offset, text as it is.</summary>
internal static class AnswerJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
