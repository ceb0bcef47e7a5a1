using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>Derived rows as a run of records with JSON values; names and units are those of the ClickHouse tables.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The writer holds managed memory only; an encoder lives as long as its shard.")]
internal abstract class RecordEncoder : ISinkEncoder
{
    private const ulong IdentitySeed = 0x544F504943;
    private readonly RecordBatch _run = new();
    private readonly RecordBatch _key = new();
    private readonly ArrayBufferWriter<byte> _value = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>An empty encoder.</summary>
    protected RecordEncoder() => _json = new Utf8JsonWriter(_value, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <inheritdoc/>
    public int Rows { get; private set; }

    /// <inheritdoc/>
    public long Bytes => _run.Length;

    /// <inheritdoc/>
    public void Encode(EventBatch batch)
    {
        // Results come as effects.
    }

    /// <inheritdoc/>
    public abstract void Encode(EffectBatch effects);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Cut()
    {
        var payload = _run.Buffer.AsSpan(0, _run.Length).ToArray();
        _run.Clear();
        Rows = 0;
        return payload;
    }

    /// <summary>Begins a record's value; its fields follow.</summary>
    protected Utf8JsonWriter Begin()
    {
        _value.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        return _json;
    }

    /// <summary>Ends the record.</summary>
    /// <param name="id">What a repeat of the record repeats.</param>
    /// <param name="time">Time of the record, microseconds since 1970.</param>
    /// <param name="tenant">Symbol of the tenant, first part of the key.</param>
    /// <param name="user">Second part of the key; empty for none.</param>
    protected void End(UInt128 id, long time, int tenant, ReadOnlySpan<byte> user)
    {
        _json.WriteEndObject();
        _json.Flush();
        _key.Clear();
        _key.Append(Symbols.Utf8(tenant));
        if (!user.IsEmpty)
        {
            _key.Append(":"u8);
            _key.Append(user);
        }

        RecordRun.Write(_run, id, time, _key.Buffer.AsSpan(0, _key.Length), default, _value.WrittenSpan);
        Rows++;
    }

    /// <summary>Identity of a result in one of its revisions.</summary>
    protected static UInt128 Identity(ReadOnlySpan<byte> name) => KeyHash.Compute128(name, IdentitySeed);

    /// <summary>A time in ISO 8601.</summary>
    protected static DateTime Utc(long micros) => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>An exact amount as a JSON number.</summary>
    protected static void WriteAmount(Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 micros)
    {
        Span<byte> text = stackalloc byte[48];
        json.WritePropertyName(name);
        json.WriteRawValue(text[..Money.Write(micros, text)], skipInputValidation: true);
    }

    /// <summary>An id of 128 bits as ClickHouse writes a UUID.</summary>
    protected internal static Guid Uuid(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new Guid(bytes, bigEndian: true);
    }
}
