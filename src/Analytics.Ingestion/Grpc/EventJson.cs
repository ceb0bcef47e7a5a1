using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Grpc.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Ingestion.Grpc;

/// <summary>
/// Writes an event that was sent as fields as the JSON that the log keeps. It judges nothing: what cannot be an event is written so that the decoder says why.
/// </summary>
internal static class EventJson
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Appends the JSON of the fields that stand at a place of the batch.</summary>
    public static Utf8Slice Append(RecordBatch target, Utf8Slice fields, int maxDepth)
    {
        var start = target.Length;
        var wire = new WireReader(target.Bytes(fields));
        target.Append("{"u8);
        while (wire.Next()) Append(target, ref wire, start, maxDepth);
        target.Append("}"u8);
        return new Utf8Slice(start, target.Length - start);
    }

    private static void Append(RecordBatch target, ref WireReader wire, int start, int maxDepth)
    {
        if (wire.Field == EventFields.QuantityFieldNumber && wire.HasVarint)
        {
            AppendName(target, "quantity"u8, start);
            var zigzag = wire.ReadVarint();
            Append(target, (long)(zigzag >> 1) ^ -(long)(zigzag & 1));
            return;
        }

        var name = NameOf(wire.Field);
        if (name.IsEmpty || !wire.HasBytes)
        {
            wire.Skip();
            return;
        }

        var value = wire.ReadBytes();
        if (value.IsEmpty && wire.Field is not (EventFields.TimeFieldNumber or EventFields.PropertiesFieldNumber)) return;
        AppendName(target, name, start);
        if (wire.Field == EventFields.TimeFieldNumber) AppendTime(target, value);
        else if (wire.Field == EventFields.PropertiesFieldNumber) StructJson.Append(target, value, maxDepth);
        else JsonString.Append(target, value);
    }

    private static ReadOnlySpan<byte> NameOf(int field) => field switch
    {
        EventFields.TypeFieldNumber => "event_type"u8,
        EventFields.IdFieldNumber => "id"u8,
        EventFields.TimeFieldNumber => "timestamp"u8,
        EventFields.UserIdFieldNumber => "user_id"u8,
        EventFields.AnonymousIdFieldNumber => "anonymous_id"u8,
        EventFields.SessionIdFieldNumber => "session_id"u8,
        EventFields.EntityIdFieldNumber => "entity_id"u8,
        EventFields.ProductIdFieldNumber => "product_id"u8,
        EventFields.AmountFieldNumber => "amount"u8,
        EventFields.CurrencyFieldNumber => "currency"u8,
        EventFields.PaymentModeFieldNumber => "payment_mode"u8,
        EventFields.ServiceFieldNumber => "service"u8,
        EventFields.PlatformFieldNumber => "platform"u8,
        EventFields.UrlFieldNumber => "url"u8,
        EventFields.ReferrerFieldNumber => "referrer"u8,
        EventFields.IpFieldNumber => "ip"u8,
        EventFields.UserAgentFieldNumber => "user_agent"u8,
        EventFields.UtmSourceFieldNumber => "utm_source"u8,
        EventFields.UtmMediumFieldNumber => "utm_medium"u8,
        EventFields.UtmCampaignFieldNumber => "utm_campaign"u8,
        EventFields.PropertiesFieldNumber => "properties"u8,
        _ => default,
    };

    private static void AppendName(RecordBatch target, ReadOnlySpan<byte> name, int start)
    {
        target.Append(target.Length == start + 1 ? "\""u8 : ",\""u8);
        target.Append(name);
        target.Append("\":"u8);
    }

    private static void AppendTime(RecordBatch target, ReadOnlySpan<byte> timestamp)
    {
        long seconds = 0, nanos = 0;
        var wire = new WireReader(timestamp);
        while (wire.Next())
        {
            if (wire.Field == Timestamp.SecondsFieldNumber && wire.HasVarint) seconds = (long)wire.ReadVarint();
            else if (wire.Field == Timestamp.NanosFieldNumber && wire.HasVarint) nanos = (long)wire.ReadVarint();
            else wire.Skip();
        }

        if (seconds is < FirstSecond or > LastSecond || nanos is < 0 or > 999_999_999)
        {
            target.Append("\"beyond the years 1 to 9999\""u8);
            return;
        }

        var time = DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanos / 100));
        var text = target.Reserve(64);
        text[0] = (byte)'"';
        time.TryFormat(text[1..], out var length, "O", CultureInfo.InvariantCulture);
        text[length + 1] = (byte)'"';
        target.Commit(length + 2);
    }

    private static void Append(RecordBatch target, long number)
    {
        number.TryFormat(target.Reserve(24), out var length, default, CultureInfo.InvariantCulture);
        target.Commit(length);
    }
}
