using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// One shard's part of window results; a tenant's answer is the sum over <c>shard</c>. A higher revision replaces a lower one of the same window, dimension, value, currency and shard.
/// </summary>
internal sealed class WindowRecords(ShardId shard, bool early) : RecordEncoder
{
    private static readonly byte[][] Granularities = NamesOf<WindowGranularity>();
    private static readonly byte[][] Dimensions = NamesOf<WindowDimension>();
    private static readonly byte[][] Panes = NamesOf<WindowPane>();
    private readonly byte[] _shard = Encoding.UTF8.GetBytes(shard.ToString());

    /// <inheritdoc/>
    public override void Encode(EffectBatch effects)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(effects.Windows))
            if (early || row.Pane != WindowPane.Early) Add(row);
    }

    private void Add(in WindowRow row)
    {
        var json = Begin();
        json.WriteString("tenant"u8, Symbols.Utf8(row.Tenant));
        json.WriteString("granularity"u8, Granularities[(int)row.Granularity]);
        json.WriteString("start"u8, Utc(row.Start));
        json.WriteString("dimension"u8, Dimensions[(int)row.Dimension]);
        json.WriteString("value"u8, Symbols.Utf8(row.Value));
        json.WriteString("currency"u8, Symbols.Utf8(row.Currency));
        json.WriteString("shard"u8, _shard);
        json.WriteNumber("events"u8, row.Events);
        WriteAmount(json, "amount"u8, row.AmountMicros);
        json.WriteNumber("users"u8, row.Users);
        json.WriteBoolean("users_exact"u8, row.UsersExact);
        json.WriteString("pane"u8, Panes[(int)row.Pane]);
        json.WriteNumber("revision"u8, row.Revision);
        End(IdentityOf(row), row.Start, row.Tenant, default);
    }

    private UInt128 IdentityOf(in WindowRow row)
    {
        const ulong Seed = 0x57494E;
        Span<byte> name = stackalloc byte[46];
        BinaryPrimitives.WriteUInt64LittleEndian(name, KeyHash.Compute(Symbols.Utf8(row.Tenant), Seed));
        BinaryPrimitives.WriteUInt64LittleEndian(name[8..], KeyHash.Compute(Symbols.Utf8(row.Value), Seed));
        BinaryPrimitives.WriteUInt64LittleEndian(name[16..], KeyHash.Compute(Symbols.Utf8(row.Currency), Seed));
        BinaryPrimitives.WriteUInt64LittleEndian(name[24..], KeyHash.Compute(_shard, Seed));
        BinaryPrimitives.WriteInt64LittleEndian(name[32..], row.Start);
        BinaryPrimitives.WriteUInt32LittleEndian(name[40..], row.Revision);
        name[44] = (byte)row.Granularity;
        name[45] = (byte)row.Dimension;
        return Identity(name);
    }

    // Names by the number of the member.
    private static byte[][] NamesOf<T>()
        where T : struct, Enum
    {
        var members = Enum.GetValues<T>();
        var names = new byte[members.Max(Number) + 1][];
        foreach (var member in members) names[Number(member)] = Encoding.UTF8.GetBytes(SnakeCase.Of(member.ToString()));
        return names;

        static int Number(T member) => Convert.ToInt32(member, CultureInfo.InvariantCulture);
    }
}
