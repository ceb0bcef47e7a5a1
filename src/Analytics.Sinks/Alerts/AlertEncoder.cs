using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.Kafka;

namespace Analytics.Sinks.Alerts;

/// <summary>Alerts as one JSON array, with the names of the columns of <c>analytics.alerts</c>.</summary>
internal sealed class AlertEncoder : ISinkEncoder
{
    // PostgreSQL's index entries end at 2,704 bytes; an entity is part of one.
    private const int LongestEntity = 512;

    private const int MostEvidenceBytes = 256 * 1024;

    // The years 1 and 9999: PostgreSQL's timestamps reach further, .NET's do not.
    private const long EarliestTime = -62_135_596_800_000_000;
    private const long LatestTime = 253_402_300_799_999_999;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <inheritdoc/>
    public int Rows { get; private set; }

    /// <inheritdoc/>
    public long Bytes => _buffer.WrittenCount;

    /// <inheritdoc/>
    public void Encode(EventBatch batch)
    {
        // Alerts come as effects.
    }

    /// <inheritdoc/>
    public void Encode(EffectBatch effects)
    {
        using var json = new Utf8JsonWriter(_buffer);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Alerts))
        {
            _buffer.Write(Rows++ == 0 ? "["u8 : ","u8);
            Add(row, effects.Text, json);
            json.Flush();
            json.Reset();
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Cut()
    {
        if (Rows == 0) return default;
        _buffer.Write("]"u8);
        var payload = _buffer.WrittenSpan.ToArray();
        _buffer.ResetWrittenCount();
        Rows = 0;
        return payload;
    }

    private static void Add(in AlertRow row, RecordBatch text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("tenant"u8, Clean(Symbols.Utf8(row.Tenant)));
        json.WriteString("id"u8, RecordEncoder.Uuid(row.AlertId));
        json.WriteString("rule"u8, Clean(Symbols.Utf8(row.Rule)));
        json.WriteNumber("rule_version"u8, row.RuleVersion);
        json.WriteString("severity"u8, Severity(Symbols.Text(row.Severity)));
        json.WriteString("entity_kind"u8, Clean(Symbols.Utf8(row.KeyField)));
        json.WriteString("entity"u8, Entity(text.Bytes(row.Key)));
        json.WriteNumber("first_at"u8, Math.Clamp(row.FirstAt, EarliestTime, LatestTime));
        json.WriteNumber("at"u8, Math.Clamp(row.At, EarliestTime, LatestTime));
        json.WriteNumber("events"u8, row.Events);
        json.WriteBoolean("shadow"u8, row.IsShadow);
        if (!row.Evidence.IsEmpty) json.WriteString("evidence"u8, Evidence(text.Bytes(row.Evidence)));
        json.WriteEndObject();
    }

    // The table takes no other words.
    private static string Severity(string name) => AlertNames.Severities.Contains(name) ? name : AlertNames.Of(AlertSeverity.Medium);

    // Several fields of a key have a zero between them, which PostgreSQL's text cannot hold.
    private static string Entity(ReadOnlySpan<byte> utf8)
    {
        var entity = Encoding.UTF8.GetString(utf8).Replace("\0", ", ", StringComparison.Ordinal);
        return entity.Length <= LongestEntity ? entity : $"{entity[..(LongestEntity - 33)]}#{KeyHash.Compute128(utf8, 0):x32}";
    }

    // As text in the text: the column takes JSON that other types refuse.
    private static string Evidence(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MostEvidenceBytes ? Clean(utf8) : $"{{\"omitted\":\"The evidence has {utf8.Length} bytes; {MostEvidenceBytes} are kept.\"}}";

    private static string Clean(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).Replace("\0", "", StringComparison.Ordinal);
}
