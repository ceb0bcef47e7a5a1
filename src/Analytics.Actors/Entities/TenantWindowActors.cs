using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities.Windows;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Time;
using Analytics.Processing.Windows;

namespace Analytics.Actors.Entities;

/// <summary>
/// The windows of every tenant on one shard: hours and days in the tenant's zone, and five minutes sliding by one. Results are
/// gathered and emitted before a checkpoint, one row a cell that changed; a five-minute window when the watermark has passed its end or when it ends with the newest minute.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="tenants">Zones and currencies.</param>
public sealed class TenantWindowActors(TenantWindowOptions options, ITenantDirectory tenants) : IEntityKind
{
    /// <summary>Name of the kind.</summary>
    public const string KindName = "tenant-window";

    private static readonly long SweepEvery = Micros.Minute;

    private readonly WindowBook _book = new(options);
    private readonly WindowEmitter _emitter = new();
    private readonly WindowState?[] _panes = new WindowState?[TenantWindows.PanesPerWindow];
    private readonly List<TenantWindows> _known = [];
    private readonly Dictionary<int, long> _newestPane = [];
    private TenantWindows?[] _bySymbol = new TenantWindows?[64];
    private EntityContext? _context;
    private long _nextSweep = long.MinValue;
    private ulong[] _scratch = new ulong[64];

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public EntityCounts Counts => new(_book.Live.Count, _book.Passive, _book.Live.Sum(window => (long)window.Bytes));

    /// <inheritdoc/>
    public void Receive(EventBatch batch, EntityContext context)
    {
        Use(context);
        var rows = batch.Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            context.Row = i;
            if ((row.Flags & EventFlags.SetAside) == 0 && WindowsOf(row.Tenant).Count(row)) context.Late.Add(i);
        }
    }

    /// <inheritdoc/>
    public void Advance(long nowMicros, EntityContext context)
    {
        Use(context);
        if (nowMicros < _nextSweep) return;
        _nextSweep = nowMicros + SweepEvery;
        // What was gathered for a window must be in it before it can expire.
        foreach (var windows in _known) windows.Flush();
        _book.Sweep(nowMicros, context.Watermarks);
        for (var i = 0; i < _known.Count; i++) RefreshSettings(i);
    }

    /// <inheritdoc/>
    public void Emit(EffectBatch effects)
    {
        if (_context is null) return;
        foreach (var windows in _known) windows.Flush();
        foreach (var tenant in _context.Watermarks.Tenants) _book.QueueEnded(tenant, _context.Watermarks.Of(tenant));
        var queued = _book.TakeQueued();
        foreach (var window in queued) NoteNewestPane(window);
        foreach (var window in queued)
        {
            var passed = window.End <= _context.Watermarks.Of(window.Key.Tenant);
            if (window.Key.Granularity == WindowGranularity.FiveMinutes) EmitSliding(window, passed, effects);
            else EmitWhole(window, passed, effects);
        }
    }

    /// <inheritdoc/>
    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var windows in _known) windows.Flush();
        foreach (var window in _book.Dirty)
        {
            var room = writer.Begin(window.Key.ToUtf8(), WindowStateFormat.MostBytes(window));
            writer.Commit(WindowStateFormat.Write(window, room, ref _scratch));
        }

        foreach (var key in _book.Gone) writer.Remove(key.ToUtf8());
        _book.Stored();
    }

    /// <inheritdoc/>
    public void Revert(EntityContext context)
    {
        Use(context);
        foreach (var windows in _known) windows.Forget();
        _book.Revert();
        _newestPane.Clear();
        foreach (var window in _book.Live) NoteNewestPane(window);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        if (!WindowKey.TryParse(Encoding.UTF8.GetString(key), out var parsed))
            throw new Processing.State.StateDamagedException($"'{Encoding.UTF8.GetString(key)}' is not the key of a window.");
        var window = WindowStateFormat.Read(parsed, state);
        _book.Restore(parsed, key, window);
        NoteNewestPane(window);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, long Events)> Busiest(int most) =>
        [.. _book.Live.OrderByDescending(window => window.Activity).ThenBy(window => window.Key.ToString(), StringComparer.Ordinal)
            .Take(most).Select(window => (window.Key.ToString(), window.Activity))];

    /// <inheritdoc/>
    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target)
    {
        Use(context);
        if (!WindowKey.TryParse(key, out var parsed)) return false;
        foreach (var windows in _known)
            if (windows.Tenant == parsed.Tenant) windows.Flush();
        if (_book.Find(parsed) is not { } window) return false;
        WindowDescription.Write(window, target);
        return true;
    }

    /// <summary>Running counts of one tenant; null when the shard has seen nothing of it.</summary>
    public LiveTotals? Live(int tenant)
    {
        if (tenant < _bySymbol.Length) _bySymbol[tenant]?.Flush();
        if (_book.FindLive(new WindowKey(tenant, WindowKey.Total, 0)) is not { } total) return null;
        var arrivals = tenant < _bySymbol.Length ? _bySymbol[tenant]?.Arrivals : null;
        return WindowDescription.Totals(total, arrivals?.LastMinute(_context?.NowMicros ?? 0) ?? 0);
    }

    private void Use(EntityContext context)
    {
        _context = context;
        _book.Use(context.Stored);
    }

    private TenantWindows WindowsOf(int tenant)
    {
        if (tenant < _bySymbol.Length && _bySymbol[tenant] is { } known) return known;
        if (tenant >= _bySymbol.Length) Array.Resize(ref _bySymbol, Math.Max(tenant + 1, _bySymbol.Length * 2));
        var windows = NewWindows(tenant, tenants.Settings(tenant));
        _known.Add(windows);
        return _bySymbol[tenant] = windows;
    }

    private TenantWindows NewWindows(int tenant, TenantSettings settings) =>
        new(tenant, settings, options.Granularities, Micros.Of(options.SlidingHorizon), options.CountsUsers, _book);

    // New settings count from the next event on; windows that exist keep their bounds.
    private void RefreshSettings(int index)
    {
        var old = _known[index];
        var settings = tenants.Settings(old.Tenant);
        if (ReferenceEquals(settings, old.Settings) || settings == old.Settings) return;
        old.Flush();
        _bySymbol[old.Tenant] = _known[index] = NewWindows(old.Tenant, settings);
    }

    private void NoteNewestPane(WindowState window)
    {
        if (window.Key.Granularity != WindowGranularity.FiveMinutes || window.Events == 0) return;
        var known = _newestPane.GetValueOrDefault(window.Key.Tenant, long.MinValue);
        if (window.Key.Start > known) _newestPane[window.Key.Tenant] = window.Key.Start;
    }

    private void EmitWhole(WindowState window, bool passed, EffectBatch effects)
    {
        if (!window.Unemitted && (window.OnTime || !passed)) return;
        _book.MarkDirty(window);
        _emitter.Emit(window, passed, effects);
    }

    private void EmitSliding(WindowState window, bool passed, EffectBatch effects)
    {
        if (!window.Unemitted && (window.OnTime || !passed)) return;
        var newest = _newestPane.GetValueOrDefault(window.Key.Tenant, long.MinValue);
        if (!passed && window.End != newest + Micros.Minute)
        {
            _book.Queue(window);
            return;
        }

        _book.MarkDirty(window);
        if (window.End < _context!.NowMicros - Micros.Of(options.SlidingHorizon))
        {
            window.Unemitted = false;
            window.OnTime |= passed;
            return;
        }

        for (var i = 0; i < _panes.Length; i++) _panes[i] = _book.Find(window.Key with { Start = window.Key.Start + i * Micros.Minute });
        _emitter.EmitSliding(window, _panes, passed, effects);
    }
}
