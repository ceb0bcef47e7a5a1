using System.Runtime.InteropServices;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.Kafka;

/// <summary>Alerts. One of an <c>alert_id</c> never changes.</summary>
internal sealed class AlertRecords : RecordEncoder
{
    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Alerts))
            if (!row.IsShadow) Add(row, effects.Text);
    }

    private void Add(in AlertRow row, Contracts.Log.RecordBatch text)
    {
        var json = Begin();
        json.WriteString("tenant"u8, Symbols.Utf8(row.Tenant));
        json.WriteString("alert_id"u8, Uuid(row.AlertId));
        json.WriteString("rule"u8, Symbols.Utf8(row.Rule));
        json.WriteNumber("rule_version"u8, row.RuleVersion);
        json.WriteString("severity"u8, Symbols.Utf8(row.Severity));
        json.WriteString("key_field"u8, Symbols.Utf8(row.KeyField));
        json.WriteString("key"u8, text.Bytes(row.Key));
        json.WriteString("first_at"u8, Utc(row.FirstAt));
        json.WriteString("at"u8, Utc(row.At));
        json.WriteNumber("events"u8, row.Events);
        if (!row.Evidence.IsEmpty)
        {
            json.WritePropertyName("evidence"u8);
            json.WriteRawValue(text.Bytes(row.Evidence));
        }

        End(row.AlertId, row.At, row.Tenant, text.Bytes(row.Key));
    }
}
