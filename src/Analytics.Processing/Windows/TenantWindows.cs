using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Time;

namespace Analytics.Processing.Windows;

/// <summary>
/// Brings one tenant's events into its hour, its day, its running count and, when they are recent, its minute pane. Events are gathered in accumulators (a small
/// direct-mapped cache, so that disorder of some minutes, or hours in history, does not flush at each event) and flushed before each checkpoint.
/// </summary>
/// <param name="tenant">Symbol of the tenant.</param>
/// <param name="settings">Zone and currency.</param>
/// <param name="granularities">Windows that are kept; the running count always is.</param>
/// <param name="slidingHorizonMicros">An event counts in sliding windows when it arrived at most this long after it happened.</param>
/// <param name="countsUsers">Whether unique users are counted.</param>
/// <param name="states">The windows.</param>
public sealed class TenantWindows(int tenant, TenantSettings settings, IReadOnlyList<WindowGranularity> granularities, long slidingHorizonMicros, bool countsUsers, IWindowStates states)
{
    /// <summary>Minutes in a sliding window.</summary>
    public const int PanesPerWindow = 5;

    private const int Slots = 8;

    private readonly ZoneCalendar _calendar = new(settings.Zone);
    private readonly int _currency = Symbols.Intern(settings.Currency);
    private readonly bool _hours = granularities.Contains(WindowGranularity.Hour);
    private readonly bool _days = granularities.Contains(WindowGranularity.Day);
    private readonly bool _slides = granularities.Contains(WindowGranularity.FiveMinutes);
    private readonly WindowAccumulator?[] _accumulators = new WindowAccumulator?[2 * Slots];
    private WindowAccumulator? _last;

    /// <summary>Symbol of the tenant.</summary>
    public int Tenant => tenant;

    /// <summary>The settings that it works by.</summary>
    public TenantSettings Settings => settings;

    /// <summary>Symbol of the tenant's currency.</summary>
    public int Currency => _currency;

    /// <summary>How fast events arrive.</summary>
    public ArrivalRate Arrivals { get; } = new();

    /// <summary>Counts one event of the tenant; true when it came too late for one of its windows, which stays as it is.</summary>
    public bool Count(in EventRow row)
    {
        var recent = _slides && row.Timestamp >= row.ReceivedAt - slidingHorizonMicros;
        var accumulator = _last;
        if (accumulator is null || accumulator.HasPane != recent || !accumulator.Bounds.Contains(row.Timestamp))
            _last = accumulator = Select(row, recent);
        accumulator.Count(row, _currency);
        Arrivals.Note(row.ReceivedAt);
        return accumulator.HourClosed || accumulator.DayClosed;
    }

    /// <summary>Puts everything gathered into the windows.</summary>
    public void Flush()
    {
        foreach (var accumulator in _accumulators)
            if (accumulator is not null) Flush(accumulator);
    }

    /// <summary>Forgets what was gathered since the last flush.</summary>
    public void Forget()
    {
        foreach (var accumulator in _accumulators) accumulator?.End();
    }

    private WindowAccumulator Select(in EventRow row, bool recent)
    {
        var timestamp = row.Timestamp;
        var unit = recent ? Micros.Minute : Micros.Hour;
        var slot = (int)(Micros.Index(timestamp, unit) & (Slots - 1)) + (recent ? Slots : 0);
        var accumulator = _accumulators[slot] ??= new WindowAccumulator(countsUsers);
        if (accumulator.Bounds.Contains(timestamp)) return accumulator;
        Flush(accumulator);
        accumulator.Begin(timestamp, recent, _calendar);
        accumulator.HourClosed = _hours && states.IsClosed(new WindowKey(tenant, WindowGranularity.Hour, accumulator.Hour.Start), row.ReceivedAt);
        accumulator.DayClosed = _days && states.IsClosed(new WindowKey(tenant, WindowGranularity.Day, accumulator.Day.Start), row.ReceivedAt);
        return accumulator;
    }

    private void Flush(WindowAccumulator gathered)
    {
        // Whether its windows are closed is asked anew after each flush.
        if (gathered.Events > 0) Add(gathered);
        gathered.End();
    }

    private void Add(WindowAccumulator gathered)
    {
        if (_hours && !gathered.HourClosed) Open(WindowGranularity.Hour, gathered.Hour, gathered).Add(gathered, withUsers: true);
        if (_days && !gathered.DayClosed) Open(WindowGranularity.Day, gathered.Day, gathered).Add(gathered, withUsers: true);
        Open(WindowKey.Total, new TimeSpanBounds(0, long.MaxValue), gathered).Add(gathered, withUsers: false);
        if (gathered.HasPane) FlushPane(gathered);
    }

    // A minute's pane is part of the five windows that begin in it or in the four minutes before.
    private void FlushPane(WindowAccumulator gathered)
    {
        var minute = Micros.Floor(gathered.Bounds.Start, Micros.Minute);
        for (var back = 0; back < PanesPerWindow; back++)
        {
            var start = minute - back * Micros.Minute;
            var window = Open(WindowGranularity.FiveMinutes, new TimeSpanBounds(start, start + PanesPerWindow * Micros.Minute), gathered);
            if (back == 0) window.Add(gathered, withUsers: true);
            else window.Touch(gathered.LastArrival);
        }
    }

    private WindowState Open(WindowGranularity granularity, TimeSpanBounds bounds, WindowAccumulator gathered) =>
        states.Change(new WindowKey(tenant, granularity, bounds.Start), bounds.End, gathered.LastArrival);
}
