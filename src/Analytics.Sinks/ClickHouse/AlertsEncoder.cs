using System.Runtime.InteropServices;
using Analytics.Contracts.Effects;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Alerts as one Native block of <c>analytics.alerts</c>.</summary>
internal sealed class AlertsEncoder : EffectEncoder
{
    private readonly SymbolColumn _tenant = new("tenant"), _rule = new("rule"), _severity = new("severity"), _keyField = new("key_field");
    private readonly TextColumn _key = new("key"), _evidence = new("evidence");
    private readonly FixedColumn<NativeUuid> _alertId = new("alert_id", "UUID");
    private readonly FixedColumn<long> _firstAt = new("first_at", "DateTime64(6, 'UTC')"), _at = new("at", "DateTime64(6, 'UTC')");
    private readonly FixedColumn<uint> _version = new("rule_version", "UInt32"), _events = new("events", "UInt32");
    private readonly FixedColumn<byte> _shadow = new("shadow", "Bool");

    /// <summary>An empty encoder.</summary>
    public AlertsEncoder() => Block = new NativeBlock(_tenant, _alertId, _rule, _version, _severity, _keyField, _key, _firstAt, _at, _events, _evidence, _shadow);

    /// <inheritdoc/>
    protected override NativeBlock Block { get; }

    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Alerts)) Add(row, effects);
    }

    private void Add(in AlertRow row, EffectBatch effects)
    {
        _tenant.Add(row.Tenant);
        _alertId.Add(new NativeUuid(row.AlertId));
        _rule.Add(row.Rule);
        _version.Add(row.RuleVersion);
        _severity.Add(row.Severity);
        _keyField.Add(row.KeyField);
        _key.Add(effects.Text.Bytes(row.Key));
        _firstAt.Add(row.FirstAt);
        _at.Add(row.At);
        _events.Add(row.Events);
        _evidence.Add(effects.Text.Bytes(row.Evidence));
        _shadow.Add(row.IsShadow ? (byte)1 : (byte)0);
        Block.Rows++;
    }
}
