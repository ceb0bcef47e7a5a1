using Analytics.Contracts.Events;
using Analytics.Processing.Time;
using Analytics.Processing.Uniques;

namespace Analytics.Processing.Windows;

/// <summary>
/// Counts of one tenant over a stretch of time during which its minute, hour and day do not change, on their way into those windows. An event touches this one
/// small table; the three windows are touched when it is flushed. Counts and sets of users add up in any order, so a late event simply goes through an
/// accumulator of its own time, and nothing has to be rolled up again after a restart.
/// </summary>
/// <param name="countsUsers">Whether unique users are counted.</param>
public sealed class WindowAccumulator(bool countsUsers = true)
{
    /// <summary>Times that count here.</summary>
    public TimeSpanBounds Bounds { get; private set; }

    /// <summary>The hour that they lie in.</summary>
    public TimeSpanBounds Hour { get; private set; }

    /// <summary>The day that they lie in.</summary>
    public TimeSpanBounds Day { get; private set; }

    /// <summary>True when the minute counts for sliding windows; the bounds then lie within one minute.</summary>
    public bool HasPane { get; private set; }

    /// <summary>True when the hour takes nothing any more. Kept by the owner.</summary>
    public bool HourClosed { get; set; }

    /// <summary>True when the day takes nothing any more. Kept by the owner.</summary>
    public bool DayClosed { get; set; }

    /// <summary>Counts by dimension.</summary>
    public CellTable Cells { get; } = new();

    /// <summary>Unique users.</summary>
    public GatheredUsers Users { get; } = new();

    /// <summary>All events.</summary>
    public long Events { get; private set; }

    /// <summary>Newest arrival.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Starts anew, for the hour or the minute around a time.</summary>
    public void Begin(long timestamp, bool hasPane, ZoneCalendar calendar)
    {
        Clear();
        Hour = calendar.HourOf(timestamp);
        Day = Day.Contains(timestamp) && Day.Contains(Hour.End - 1) && Day.Contains(Hour.Start) ? Day : calendar.DayOf(timestamp);
        HasPane = hasPane;
        var start = Math.Max(Hour.Start, Day.Start);
        var end = Math.Min(Hour.End, Day.End);
        var minute = Micros.Floor(timestamp, Micros.Minute);
        Bounds = hasPane
            ? new TimeSpanBounds(Math.Max(start, minute), Math.Min(end, minute + Micros.Minute))
            : new TimeSpanBounds(start, end);
    }

    /// <summary>Counts one event.</summary>
    public void Count(in EventRow row, int tenantCurrency)
    {
        Events++;
        if (row.ReceivedAt > LastArrival) LastArrival = row.ReceivedAt;
        if (countsUsers) Users.Add(row.UserHash);
        EventCounting.Count(row, tenantCurrency, Cells);
    }

    /// <summary>Forgets the counts and takes nothing until it begins anew.</summary>
    public void End()
    {
        Clear();
        Bounds = default;
    }

    /// <summary>Forgets the counts; keeps the bounds and the memory.</summary>
    public void Clear()
    {
        if (Events == 0) return;
        Cells.Clear();
        Users.Clear();
        Events = 0;
        LastArrival = long.MinValue;
    }
}
