using Analytics.Processing.Uniques;

namespace Analytics.Processing.Windows;

/// <summary>
/// One shard's part of a tenant's window. For five-minute windows the counts are those of the window's first minute alone (the pane); the rest says
/// what was emitted of the five minutes that begin there.
/// </summary>
/// <param name="key">Identity.</param>
/// <param name="end">Microsecond after the window.</param>
public sealed class WindowState(WindowKey key, long end)
{
    /// <summary>Identity.</summary>
    public WindowKey Key => key;

    /// <summary>Microsecond after the window; <see cref="long.MaxValue"/> for the running count.</summary>
    public long End => end;

    /// <summary>Counts by dimension.</summary>
    public CellTable Cells { get; } = new();

    /// <summary>Unique users.</summary>
    public UniqueCounter Users { get; } = new();

    /// <summary>All events.</summary>
    public long Events { get; set; }

    /// <summary>Number of emissions.</summary>
    public uint Revision { get; set; }

    /// <summary>True once a result was emitted after the watermark had passed the end.</summary>
    public bool OnTime { get; set; }

    /// <summary>True once its counts were forgotten: its last result is final, and only that it was there is still known.</summary>
    public bool Closed { get; init; }

    /// <summary>True while something changed that was not emitted.</summary>
    public bool Unemitted { get; set; }

    /// <summary>Newest arrival of an event for it, microseconds since 1970.</summary>
    public long LastArrival { get; set; } = long.MinValue;

    /// <summary>True while it differs from its stored state. Kept by the owner.</summary>
    public bool Dirty { get; set; }

    /// <summary>True while it waits for the next emission. Kept by the owner.</summary>
    public bool Queued { get; set; }

    /// <summary>True when another object took its place. Kept by the owner.</summary>
    public bool Dropped { get; set; }

    /// <summary>Events since it came into memory.</summary>
    public long Activity { get; set; }

    /// <summary>Memory in bytes, roughly.</summary>
    public int Bytes => 256 + Cells.Bytes + Users.Bytes;

    /// <summary>What is left of it when its counts are forgotten.</summary>
    public WindowState Close() => new(key, end) { Closed = true, OnTime = true, Revision = Revision, LastArrival = LastArrival };

    /// <summary>Adds what was gathered.</summary>
    public void Add(WindowAccumulator gathered, bool withUsers)
    {
        Cells.Merge(gathered.Cells);
        if (withUsers) Users.Add(gathered.Users);
        Events = checked(Events + gathered.Events);
        Activity += gathered.Events;
        Touch(gathered.LastArrival);
    }

    /// <summary>Something that it shows has changed.</summary>
    public void Touch(long arrival)
    {
        Unemitted = true;
        if (arrival > LastArrival) LastArrival = arrival;
    }
}
