using System.Runtime.InteropServices;
using Analytics.Contracts.Effects;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Closed, corrected and retracted sessions as one Native block of <c>analytics.sessions</c>.</summary>
internal sealed class SessionsEncoder : EffectEncoder
{
    private readonly SymbolColumn _tenant = new("tenant"), _currency = new("currency"), _device = new("device"), _city = new("city"), _country = new("country");
    private readonly TextColumn _userId = new("user_id"), _entry = new("entry"), _exit = new("exit"), _path = new("path"), _campaign = new("campaign");
    private readonly FixedColumn<NativeUuid> _sessionId = new("session_id", "UUID");
    private readonly FixedColumn<long> _start = new("start", "DateTime64(6, 'UTC')"), _end = new("end", "DateTime64(6, 'UTC')");
    private readonly FixedColumn<uint> _events = new("events", "UInt32"), _pages = new("pages", "UInt32"), _revision = new("revision", "UInt32");
    private readonly FixedColumn<Int128> _revenue = new("revenue", "Decimal(38, 6)");
    private readonly FixedColumn<byte> _retracted = new("retracted", "UInt8");

    /// <summary>An empty encoder.</summary>
    public SessionsEncoder() => Block = new NativeBlock(
        _tenant, _userId, _sessionId, _start, _end, _events, _pages, _revenue, _currency, _entry, _exit, _path, _device, _city, _country,
        _campaign, _revision, _retracted);

    /// <inheritdoc/>
    protected override NativeBlock Block { get; }

    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Sessions)) Add(row, effects);
    }

    private void Add(in SessionRow row, EffectBatch effects)
    {
        _tenant.Add(row.Tenant);
        _userId.Add(effects.Text.Bytes(row.UserId));
        _sessionId.Add(new NativeUuid(row.SessionId));
        _start.Add(row.Start);
        _end.Add(row.End);
        _events.Add(row.Events);
        _pages.Add(row.Pages);
        _revenue.Add(row.RevenueMicros);
        _currency.Add(row.Currency);
        _entry.Add(effects.Text.Bytes(row.Entry));
        _exit.Add(effects.Text.Bytes(row.Exit));
        _path.Add(effects.Text.Bytes(row.Path));
        _device.Add(row.Device);
        _city.Add(row.City);
        _country.Add(row.Country);
        _campaign.Add(effects.Text.Bytes(row.Campaign));
        _revision.Add(row.Revision);
        _retracted.Add(row.Retracted ? (byte)1 : (byte)0);
        Block.Rows++;
    }
}
