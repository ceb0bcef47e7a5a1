using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>The answer 202: how many events were accepted, how many the log had already, and which were refused and why.</summary>
internal static class IngestionAnswer
{
    /// <summary>Writes it.</summary>
    public static async ValueTask WriteAsync(HttpResponse response, IngestionResult result)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        if (result.Rejected.Count == 0) WriteShort(response, result);
        else WriteLong(response, result);
        await response.BodyWriter.FlushAsync();
    }

    // Nearly every answer: three numbers, straight into the response's buffer.
    private static void WriteShort(HttpResponse response, in IngestionResult result)
    {
        var target = response.BodyWriter.GetSpan(96);
        var length = 0;
        Put(target, ref length, "{\"accepted\":"u8);
        result.Accepted.TryFormat(target[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        Put(target, ref length, ",\"duplicates\":"u8);
        result.Duplicates.TryFormat(target[length..], out digits, default, CultureInfo.InvariantCulture);
        length += digits;
        Put(target, ref length, ",\"rejected\":[]}"u8);
        response.ContentLength = length;
        response.BodyWriter.Advance(length);
    }

    private static void Put(Span<byte> target, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[length..]);
        length += text.Length;
    }

    private static void WriteLong(HttpResponse response, in IngestionResult result)
    {
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteNumber("accepted"u8, result.Accepted);
        writer.WriteNumber("duplicates"u8, result.Duplicates);
        writer.WriteStartArray("rejected"u8);
        foreach (var rejected in result.Rejected)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, rejected.Index);
            writer.WriteString("field"u8, rejected.Field);
            writer.WriteString("reason"u8, rejected.Reason.Name());
            writer.WriteString("detail"u8, rejected.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
