namespace Analytics.Processing.Time;

/// <summary>
/// Hours and days of a time zone as stretches of UTC. They tile the time axis: every instant lies in exactly one hour and one day. Days may have
/// 23 or 25 hours; hours follow the local clock (half-hour zones begin them at half past), and a change of the
/// offset ends an hour, so that one whose length is not a multiple of an hour makes two short ones. One thread at a time (it keeps a cache).
/// </summary>
/// <param name="zone">The zone.</param>
public sealed class ZoneCalendar(TimeZoneInfo zone)
{
    private const int CacheSize = 256;

    // Offsets of whole UTC days that have one offset only; direct-mapped by day.
    private readonly long[] _cachedDay = NewCache();
    private readonly long[] _cachedOffset = new long[CacheSize];
    private readonly bool _isUtc = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime && zone.GetAdjustmentRules().Length == 0;

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>Microseconds that the local clock is ahead of UTC at an instant.</summary>
    public long OffsetAt(long timestamp)
    {
        if (_isUtc) return 0;
        var day = Micros.Index(timestamp, Micros.Day);
        var slot = (int)(day & (CacheSize - 1));
        if (_cachedDay[slot] == day) return _cachedOffset[slot];
        var offset = Ask(timestamp);
        if (Ask(day * Micros.Day) != offset || Ask((day + 1) * Micros.Day) != offset) return offset;
        _cachedDay[slot] = day;
        _cachedOffset[slot] = offset;
        return offset;
    }

    /// <summary>The hour that an instant lies in.</summary>
    public TimeSpanBounds HourOf(long timestamp)
    {
        var offset = OffsetAt(timestamp);
        var start = Micros.Floor(timestamp + offset, Micros.Hour) - offset;
        var end = start + Micros.Hour;
        if (OffsetAt(start) != offset) start = Transition(start, timestamp);
        if (OffsetAt(end - 1) != offset) end = Transition(timestamp, end - 1);
        return new TimeSpanBounds(start, end);
    }

    /// <summary>The calendar day that an instant lies in. A local date begins at the first instant that has it or a later one.</summary>
    public TimeSpanBounds DayOf(long timestamp)
    {
        var date = Micros.Index(timestamp + OffsetAt(timestamp), Micros.Day);
        var next = StartOfDay(date + 1);
        return next <= timestamp
            ? new TimeSpanBounds(next, StartOfDay(date + 2))
            : new TimeSpanBounds(StartOfDay(date), next);
    }

    /// <summary>The instant at which a local date (days since 1970-01-01) begins.</summary>
    public long StartOfDay(long date)
    {
        var midnight = date * Micros.Day;
        var from = midnight - 15 * Micros.Hour;
        var to = midnight + 15 * Micros.Hour;
        long before = OffsetAt(from), after = OffsetAt(to);
        if (before == after) return midnight - before;
        var change = Transition(from, to);
        if (midnight - before < change) return midnight - before;
        return Math.Max(change, midnight - after);
    }

    private static long[] NewCache()
    {
        var days = new long[CacheSize];
        Array.Fill(days, long.MinValue);
        return days;
    }

    private long Ask(long timestamp) => zone.GetUtcOffset(Micros.ToUtc(timestamp)).Ticks / 10;

    // First instant after `from` and not after `to` whose offset is that of `to`, where the offset changes once.
    private long Transition(long from, long to)
    {
        var target = Ask(to);
        while (to - from > 1)
        {
            var middle = from + (to - from) / 2;
            if (Ask(middle) == target) to = middle;
            else from = middle;
        }

        return to;
    }
}
