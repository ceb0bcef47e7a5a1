using Analytics.Contracts.Effects;
using Analytics.Processing.Time;
using Analytics.Processing.Uniques;

namespace Analytics.Processing.Windows;

/// <summary>Turns windows into rows. Cells follow one another by name, so that the same windows always give the same rows in the same order.</summary>
public sealed class WindowEmitter
{
    private readonly CellTable _cells = new();
    private readonly UniqueUnion _users = new();
    private ulong[] _keys = new ulong[64];

    /// <summary>
    /// Emits an hour or a day: every cell with the first result after the watermark passed the end (so that it is whole under one revision), otherwise what changed.
    /// </summary>
    public void Emit(WindowState window, bool passed, EffectBatch effects)
    {
        var row = Begin(window, passed);
        var all = row.Pane == WindowPane.OnTime;
        if (all || window.Unemitted) AddTotals(row, window.Events, window.Users.Count, window.Users.IsExact, effects);
        AddCells(row, window.Cells, all, effects);
        End(window, passed);
    }

    /// <summary>Emits a sliding window from its panes: every cell.</summary>
    public void EmitSliding(WindowState window, ReadOnlySpan<WindowState?> panes, bool passed, EffectBatch effects)
    {
        _cells.Clear();
        _users.Clear();
        long events = 0;
        foreach (var pane in panes)
        {
            if (pane is null) continue;
            events += pane.Events;
            _cells.Merge(pane.Cells);
            _users.Add(pane.Users);
        }

        _users.Compute();
        var row = Begin(window, passed);
        AddTotals(row, events, _users.Count, _users.IsExact, effects);
        AddCells(row, _cells, all: true, effects);
        End(window, passed);
    }

    private static WindowRow Begin(WindowState window, bool passed) => new()
    {
        Tenant = window.Key.Tenant,
        Granularity = window.Key.Granularity,
        Start = window.Key.Start,
        Revision = ++window.Revision,
        Pane = !passed ? WindowPane.Early : window.OnTime ? WindowPane.Correcting : WindowPane.OnTime,
    };

    private static void AddTotals(WindowRow row, long events, long users, bool usersExact, EffectBatch effects)
    {
        row.Dimension = WindowDimension.All;
        row.Events = events;
        row.Users = users;
        row.UsersExact = usersExact;
        effects.Windows.Add(row);
    }

    private void AddCells(WindowRow row, CellTable cells, bool all, EffectBatch effects)
    {
        foreach (var key in cells.SortedKeys(ref _keys))
        {
            ref var cell = ref cells.Of(key);
            if (!all && !cell.Changed) continue;
            cell.Changed = false;
            row.Dimension = WindowCellKey.Dimension(key);
            row.Value = WindowCellKey.Value(key);
            row.Currency = WindowCellKey.Currency(key);
            row.Events = cell.Events;
            row.AmountMicros = cell.AmountMicros;
            effects.Windows.Add(row);
        }
    }

    private static void End(WindowState window, bool passed)
    {
        window.Unemitted = false;
        window.OnTime |= passed;
    }
}
