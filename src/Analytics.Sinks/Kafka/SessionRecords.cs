using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.Kafka;

/// <summary>Closed, corrected and retracted sessions. A higher revision replaces a lower one of the same <c>session_id</c>.</summary>
internal sealed class SessionRecords : RecordEncoder
{
    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Sessions)) Add(row, effects.Text);
    }

    private void Add(in SessionRow row, Contracts.Log.RecordBatch text)
    {
        var json = Begin();
        json.WriteString("tenant"u8, Symbols.Utf8(row.Tenant));
        json.WriteString("user_id"u8, text.Bytes(row.UserId));
        json.WriteString("session_id"u8, Uuid(row.SessionId));
        json.WriteString("start"u8, Utc(row.Start));
        json.WriteString("end"u8, Utc(row.End));
        json.WriteNumber("events"u8, row.Events);
        json.WriteNumber("pages"u8, row.Pages);
        WriteAmount(json, "revenue"u8, row.RevenueMicros);
        json.WriteString("currency"u8, Symbols.Utf8(row.Currency));
        json.WriteString("entry"u8, text.Bytes(row.Entry));
        json.WriteString("exit"u8, text.Bytes(row.Exit));
        json.WritePropertyName("path"u8);
        json.WriteRawValue(row.Path.IsEmpty ? "[]"u8 : text.Bytes(row.Path), skipInputValidation: true);
        json.WriteString("device"u8, Symbols.Utf8(row.Device));
        json.WriteString("city"u8, Symbols.Utf8(row.City));
        json.WriteString("country"u8, Symbols.Utf8(row.Country));
        json.WriteString("campaign"u8, text.Bytes(row.Campaign));
        json.WriteNumber("revision"u8, row.Revision);
        json.WriteBoolean("retracted"u8, row.Retracted);
        Span<byte> name = stackalloc byte[20];
        BinaryPrimitives.WriteUInt128LittleEndian(name, row.SessionId);
        BinaryPrimitives.WriteUInt32LittleEndian(name[16..], row.Revision);
        End(Identity(name), row.End, row.Tenant, text.Bytes(row.UserId));
    }
}
