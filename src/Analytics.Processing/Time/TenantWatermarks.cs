using System.Runtime.InteropServices;
using Analytics.Contracts.Events;
using Analytics.Processing.State;

namespace Analytics.Processing.Time;

/// <summary>
/// One watermark a tenant on one partition: the highest event time seen, less the bound of disorder. It never goes back, and one
/// tenant's clock never moves another's.
/// </summary>
/// <param name="disorderMicros">How far behind the newest event an event in order may be.</param>
public sealed class TenantWatermarks(long disorderMicros)
{
    private const byte Version = 1;

    private readonly Dictionary<int, Mark> _byTenant = [];

    /// <summary>Tenants seen.</summary>
    public IReadOnlyCollection<int> Tenants => _byTenant.Keys;

    /// <summary>Bytes that <see cref="WriteTo"/> needs at most.</summary>
    public int StoredBytes =>
        1 + StateWriter.MostVarintBytes + _byTenant.Keys.Sum(tenant => Symbols.Utf8(tenant).Length + 3 * StateWriter.MostVarintBytes);

    /// <summary>Notes an event's time and returns the tenant's watermark.</summary>
    public long Observe(int tenant, long timestampMicros) => Observe(tenant, timestampMicros, long.MinValue);

    /// <summary>Notes an event's time and arrival and returns the tenant's watermark.</summary>
    public long Observe(int tenant, long timestampMicros, long receivedAtMicros)
    {
        ref var mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, tenant, out var known);
        var candidate = timestampMicros - disorderMicros;
        if (!known || candidate > mark.Watermark) mark.Watermark = candidate;
        if (!known || receivedAtMicros > mark.LastArrival) mark.LastArrival = receivedAtMicros;
        return mark.Watermark;
    }

    /// <summary>The tenant's watermark; <see cref="long.MinValue"/> before its first event.</summary>
    public long Of(int tenant) => _byTenant.TryGetValue(tenant, out var mark) ? mark.Watermark : long.MinValue;

    /// <summary>Moves every tenant's watermark to at least this time: the partition has been idle.</summary>
    public void AdvanceIdle(long toMicros) => AdvanceIdle(toMicros, long.MaxValue);

    /// <summary>
    /// Moves the watermark of each tenant whose last event arrived before <paramref name="lastArrivalBefore"/> to at least <paramref name="toMicros"/>:
    /// a tenant that went silent must not keep its sessions and windows open because others are busy.
    /// </summary>
    public void AdvanceIdle(long toMicros, long lastArrivalBefore)
    {
        foreach (var tenant in _byTenant.Keys)
        {
            ref var mark = ref CollectionsMarshal.GetValueRefOrNullRef(_byTenant, tenant);
            if (mark.LastArrival < lastArrivalBefore && mark.Watermark < toMicros) mark.Watermark = toMicros;
        }
    }

    /// <summary>Moves one tenant's watermark to at least this time: the tenant has been idle.</summary>
    public void Raise(int tenant, long toMicros)
    {
        ref var mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, tenant, out var known);
        if (!known) mark.LastArrival = long.MinValue;
        if (!known || mark.Watermark < toMicros) mark.Watermark = toMicros;
    }

    /// <summary>Puts a stored watermark back.</summary>
    public void Restore(int tenant, long watermark) => _byTenant[tenant] = new Mark { Watermark = watermark, LastArrival = long.MinValue };

    /// <summary>Writes all watermarks, by tenant name and in its order, and returns the bytes written (at most <see cref="StoredBytes"/>).</summary>
    public int WriteTo(Span<byte> target)
    {
        var writer = new StateWriter(target);
        writer.Byte(Version);
        writer.Varint((ulong)_byTenant.Count);
        foreach (var (tenant, mark) in _byTenant.OrderBy(pair => Symbols.Text(pair.Key), StringComparer.Ordinal))
        {
            writer.Text(Symbols.Utf8(tenant));
            writer.SignedVarint(mark.Watermark);
            writer.SignedVarint(mark.LastArrival);
        }

        return writer.Position;
    }

    /// <summary>Forgets everything and takes what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="StateDamagedException">The bytes are not watermarks.</exception>
    public void ReadFrom(ReadOnlySpan<byte> source)
    {
        _byTenant.Clear();
        var reader = new StateReader(source);
        reader.Expect(Version);
        for (var left = reader.Count(source.Length); left > 0; left--)
        {
            var tenant = Symbols.Intern(reader.Text());
            _byTenant[tenant] = new Mark { Watermark = reader.SignedVarint(), LastArrival = reader.SignedVarint() };
        }
    }

    private struct Mark
    {
        public long Watermark;
        public long LastArrival;
    }
}
