namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Local time of a zone → UTC. A time that the clocks show twice means the first one; a time that they skip means what it would have been
/// had they not been put forward. Offsets are kept for each quarter of an hour, the finest step at which zones change. One thread at a time.
/// </summary>
internal sealed class ZoneClock
{
    private const long Quarter = 15L * 60 * 1_000_000;
    private readonly Entry[] _entries = new Entry[256];

    /// <summary>UTC of a local time, both in microseconds since 1970.</summary>
    public long ToUtc(TimeZoneInfo zone, long localMicros)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc)) return localMicros;
        var quarter = Math.DivRem(localMicros, Quarter, out var rest) - (rest < 0 ? 1 : 0);
        ref var entry = ref _entries[(int)quarter & 255];
        if (entry.Quarter != quarter || !ReferenceEquals(entry.Zone, zone))
            entry = new Entry { Zone = zone, Quarter = quarter, Offset = OffsetAt(zone, quarter) };
        return localMicros - entry.Offset;
    }

    private static long OffsetAt(TimeZoneInfo zone, long quarter)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (quarter * Quarter * 10);
        var local = new DateTime(Math.Clamp(ticks, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(-15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return offset.Ticks / 10;
    }

    private struct Entry
    {
        public TimeZoneInfo? Zone;
        public long Quarter;
        public long Offset;
    }
}
