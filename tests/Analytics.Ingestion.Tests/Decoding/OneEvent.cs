using System.Text;
using System.Text.Json;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>One record, decoded.</summary>
internal sealed class OneEvent
{
    public const ulong Seed = 0xA11CE;

    /// <summary>2026-11-21T09:00:00Z.</summary>
    public static readonly long Now = Micros("2026-11-21T09:00:00Z");

    private readonly EventBatch _events;
    private readonly List<Rejection> _rejections = [];

    private OneEvent(EventDecoder decoder, byte[] json, (string Name, string Value)[] headers, int offset, RecordBatch records, EventBatch events)
    {
        _events = events;
        records.Clear();
        records.Append(Enumerable.Repeat((byte)'"', offset).ToArray());
        var headerBytes = Headers(headers);
        var headerSlice = records.Append(headerBytes);
        var value = records.Append(json);
        records.Append("}]\"garbage"u8);
        ref var record = ref records.Add();
        (record.Headers, record.Value, record.ReceivedAt) = (headerSlice, value, Now);
        decoder.Decode(records, _events, _rejections);
    }

    public bool IsAccepted => _rejections.Count == 0;

    public Rejection Rejection => Assert.Single(_rejections);

    public ref EventRow Row
    {
        get
        {
            if (!IsAccepted) Assert.Fail($"refused: {_rejections[0]}");
            return ref _events.Rows[0];
        }
    }

    public JsonElement Properties => Row.Properties.IsEmpty
        ? JsonDocument.Parse("{}").RootElement
        : JsonDocument.Parse(_events.Bytes(Row.Properties).ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement;

    public DateTime Time => DateTime.UnixEpoch.AddTicks(Row.Timestamp * 10);

    /// <summary>The values with personal names in the properties, as far as the decoder told where they are.</summary>
    public ReadOnlySpan<PersonalValue> Personal => _events.Personal(Row);

    public ReadOnlySpan<byte> Bytes(Utf8Slice slice) => _events.Bytes(slice);

    public string Text(Utf8Slice slice) => _events.Text(slice);

    public static OneEvent Of(string json, params (string Name, string Value)[] headers) => Of(Encoding.UTF8.GetBytes(json), headers);

    public static OneEvent Of(byte[] json, params (string Name, string Value)[] headers) => Of(new DecodingOptions(), json, headers);

    public static OneEvent Of(DecodingOptions options, byte[] json, params (string Name, string Value)[] headers) =>
        With(new EventDecoder(options, new FixedTenants(), Seed), json, 0, headers);

    public static OneEvent With(EventDecoder decoder, byte[] json, int offset, params (string Name, string Value)[] headers) =>
        new(decoder, json, headers, offset, new RecordBatch(), new EventBatch());

    /// <summary>With batches that are used again: valid until the next call.</summary>
    public static OneEvent In(RecordBatch records, EventBatch events, EventDecoder decoder, byte[] json, int offset) => new(decoder, json, [], offset, records, events);

    public static long Micros(string utc) =>
        (DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static byte[] Headers((string Name, string Value)[] headers)
    {
        var target = new byte[4096];
        var length = 0;
        foreach (var (name, value) in headers)
            length += RecordHeaders.Write(target.AsSpan(length), Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(value));
        return target[..length];
    }
}
