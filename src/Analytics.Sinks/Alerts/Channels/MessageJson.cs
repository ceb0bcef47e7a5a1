using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>How payloads are written: camelCase names, text as it is.</summary>
internal static class MessageJson
{
    internal static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
