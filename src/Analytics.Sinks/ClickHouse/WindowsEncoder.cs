using System.Runtime.InteropServices;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>One shard's part of window results as one Native block of <c>analytics.window_results</c>.</summary>
internal sealed class WindowsEncoder : EffectEncoder
{
    private static readonly int[] Granularities = NamesOf<WindowGranularity>();
    private static readonly int[] Dimensions = NamesOf<WindowDimension>();
    private static readonly int[] Panes = NamesOf<WindowPane>();

    private readonly SymbolColumn _tenant = new("tenant"), _granularity = new("granularity"), _dimension = new("dimension"), _value = new("value");
    private readonly SymbolColumn _currency = new("currency"), _shard = new("shard"), _pane = new("pane");
    private readonly FixedColumn<long> _start = new("start", "DateTime64(6, 'UTC')"), _events = new("events", "Int64"), _users = new("users", "Int64");
    private readonly FixedColumn<Int128> _amount = new("amount", "Decimal(38, 6)");
    private readonly FixedColumn<byte> _usersExact = new("users_exact", "Bool");
    private readonly FixedColumn<uint> _revision = new("revision", "UInt32");
    private readonly int _shardSymbol;

    /// <summary>An empty encoder for one shard.</summary>
    public WindowsEncoder(ShardId shard)
    {
        _shardSymbol = Symbols.Intern(shard.ToString());
        Block = new NativeBlock(
            _tenant, _granularity, _start, _dimension, _value, _currency, _shard, _events, _amount, _users, _usersExact, _pane, _revision);
    }

    /// <inheritdoc/>
    protected override NativeBlock Block { get; }

    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Windows)) Add(row);
    }

    private void Add(in WindowRow row)
    {
        _tenant.Add(row.Tenant);
        _granularity.Add(Granularities[(int)row.Granularity]);
        _start.Add(row.Start);
        _dimension.Add(Dimensions[(int)row.Dimension]);
        _value.Add(row.Value);
        _currency.Add(row.Currency);
        _shard.Add(_shardSymbol);
        _events.Add(row.Events);
        _amount.Add(row.AmountMicros);
        _users.Add(row.Users);
        _usersExact.Add(row.UsersExact ? (byte)1 : (byte)0);
        _pane.Add(Panes[(int)row.Pane]);
        _revision.Add(row.Revision);
        Block.Rows++;
    }

    // Symbols of the names by the number of the member.
    private static int[] NamesOf<T>()
        where T : struct, Enum
    {
        var members = Enum.GetValues<T>();
        var names = new int[members.Max(m => Convert.ToInt32(m, System.Globalization.CultureInfo.InvariantCulture)) + 1];
        foreach (var member in members)
            names[Convert.ToInt32(member, System.Globalization.CultureInfo.InvariantCulture)] = Symbols.Intern(SnakeCase.Of(member.ToString()));
        return names;
    }
}
