using Analytics.Contracts.Effects;
using Analytics.Processing.Time;
using Analytics.Processing.Windows;

namespace Analytics.Actors.Entities.Windows;

/// <summary>
/// All windows of a shard: the live ones in memory, the rest in storage. Invariants: a live window that is not <see cref="WindowState.Dirty"/> equals its stored
/// state; an hour or a day whose counts are forgotten stays as <see cref="WindowState.Closed"/> for a while; a window is <see cref="WindowState.Queued"/> while it waits for the next emission, and in its tenant's queue of ends until its on-time result.
/// </summary>
internal sealed class WindowBook(TenantWindowOptions options) : IWindowStates
{
    private readonly Dictionary<WindowKey, WindowState> _live = [];
    private readonly Dictionary<int, PriorityQueue<WindowState, long>> _ends = [];
    private readonly HashSet<WindowKey> _gone = [];
    private readonly List<WindowState> _dirty = [];
    private readonly ExpiryLedger _ledger = new();
    private readonly long _retention = Micros.Of(options.StateRetention);
    private readonly long _closedRetention = Micros.Of(options.ClosedRetention);
    private readonly long _paneRetention = Micros.Of(options.SlidingHorizon) + 2 * TenantWindows.PanesPerWindow * Micros.Minute;
    private IStoredEntities? _stored;

    /// <summary>Windows that wait for the next emission.</summary>
    public List<WindowState> Queued { get; private set; } = [];

    /// <summary>Windows in memory, in no meaningful order.</summary>
    public IReadOnlyCollection<WindowState> Live => _live.Values;

    /// <summary>Windows in storage only.</summary>
    public long Passive { get; private set; }

    /// <summary>Windows that differ from storage.</summary>
    public List<WindowState> Dirty => _dirty;

    /// <summary>Windows that must leave storage.</summary>
    public IReadOnlyCollection<WindowKey> Gone => _gone;

    /// <summary>Says where stored states are.</summary>
    public void Use(IStoredEntities stored) => _stored = stored;

    /// <inheritdoc/>
    public WindowState Change(WindowKey key, long end, long arrival)
    {
        var window = Find(key);
        if (window is not null && !IsLasting(key) && HasExpired(window, arrival)) window = Replace(window);
        if (window is null) Add(window = new WindowState(key, end));
        MarkDirty(window);
        Queue(window);
        return window;
    }

    /// <inheritdoc/>
    public bool IsClosed(WindowKey key, long arrival)
    {
        if (Find(key) is not { } window) return false;
        if (!HasExpired(window, arrival)) return window.Closed;
        // By the arrival, not by when somebody swept: a replay must decide the same.
        Expire(window);
        return !window.Closed;
    }

    /// <summary>The window, from memory or storage; null when there is none.</summary>
    public WindowState? Find(WindowKey key)
    {
        if (_live.TryGetValue(key, out var window)) return window;
        if (Passive == 0 || _stored is null || _gone.Contains(key)) return null;
        if (!_stored.TryRead(TenantWindowActors.KindName, key.ToUtf8(), out var state)) return null;
        window = WindowStateFormat.Read(key, state);
        Passive--;
        Add(window);
        return window;
    }

    /// <summary>The window in memory; null when there is none.</summary>
    public WindowState? FindLive(WindowKey key) => _live.GetValueOrDefault(key);

    /// <summary>Counts as different from storage.</summary>
    public void MarkDirty(WindowState window)
    {
        if (window.Dirty) return;
        window.Dirty = true;
        _dirty.Add(window);
    }

    /// <summary>Queues every window of the tenant whose end the watermark has passed and that had no on-time result.</summary>
    public void QueueEnded(int tenant, long watermark)
    {
        if (!_ends.TryGetValue(tenant, out var ends)) return;
        while (ends.TryPeek(out var window, out var end) && end <= watermark)
        {
            ends.Dequeue();
            if (!window.Dropped && !window.OnTime) Queue(window);
        }
    }

    /// <summary>Hands over the windows that wait, in the order of results.</summary>
    public List<WindowState> TakeQueued()
    {
        var taken = Queued;
        Queued = [];
        taken.RemoveAll(window => window.Dropped);
        foreach (var window in taken) window.Queued = false;
        taken.Sort((left, right) => WindowKey.CompareByName(left.Key, right.Key));
        return taken;
    }

    /// <summary>Waits for the next emission.</summary>
    public void Queue(WindowState window)
    {
        if (window.Queued || window.Key.Granularity == WindowKey.Total) return;
        window.Queued = true;
        Queued.Add(window);
    }

    /// <summary>All changes are stored.</summary>
    public void Stored()
    {
        foreach (var window in _dirty) window.Dirty = false;
        _dirty.Clear();
        _gone.Clear();
    }

    /// <summary>Puts every changed window back to its stored state.</summary>
    public void Revert()
    {
        foreach (var key in _gone)
        {
            Passive++;
            _ledger.Add(0, key.ToUtf8());
        }

        _gone.Clear();
        var changed = _dirty.ToArray();
        _dirty.Clear();
        foreach (var window in changed)
        {
            window.Dropped = true;
            _live.Remove(window.Key);
        }

        foreach (var window in changed)
            if (_stored!.TryRead(TenantWindowActors.KindName, window.Key.ToUtf8(), out var state))
                Add(WindowStateFormat.Read(window.Key, state));
        Queued.RemoveAll(window => window.Dropped);
    }

    /// <summary>Takes a stored window at recovery: into memory when something is still to come, otherwise only noted.</summary>
    public void Restore(WindowKey key, ReadOnlySpan<byte> utf8Key, WindowState window)
    {
        if (!IsSettled(window) || key.Granularity == WindowKey.Total)
        {
            Add(window);
            return;
        }

        Passive++;
        _ledger.Add(window.LastArrival + Retention(window), utf8Key);
    }

    /// <summary>Lets go of what is cold and forgets what has expired.</summary>
    public void Sweep(long now, TenantWatermarks watermarks)
    {
        var crowded = _live.Count > options.MostLive;
        List<WindowState> expired = [];
        foreach (var (key, window) in _live)
        {
            if (window.Dirty || window.Queued || !IsSettled(window) || key.Granularity == WindowKey.Total) continue;
            if (HasExpired(window, now)) expired.Add(window);
            else if (window.Closed || IsCold(window, now, watermarks.Of(key.Tenant), crowded)) Passivate(window);
        }

        foreach (var window in expired) Expire(window);
        _ledger.TakeDue(now, key => ForgetPassive(key, now));
    }

    private bool IsCold(WindowState window, long now, long watermark, bool crowded) =>
        watermark > window.End && (crowded ||
            (watermark - window.End > Micros.Of(options.PassivateBehind) && now - window.LastArrival > Micros.Of(options.PassivateAfter)));

    private static bool IsSettled(WindowState window) => window.OnTime && !window.Unemitted;

    /// <summary>Hours and days: their results are answers for good.</summary>
    private static bool IsLasting(WindowKey key) => key.Granularity is WindowGranularity.Hour or WindowGranularity.Day;

    private bool HasExpired(WindowState window, long now) => IsSettled(window) && window.Key.Granularity != WindowKey.Total && window.LastArrival + Retention(window) < now;

    private long Retention(WindowState window)
    {
        if (window.Key.Granularity == WindowGranularity.FiveMinutes) return Math.Min(_paneRetention, _retention);
        return window.Closed ? _retention + _closedRetention : _retention;
    }

    private void Add(WindowState window)
    {
        _gone.Remove(window.Key);
        _live.Add(window.Key, window);
        if (window.Unemitted) Queue(window);
        if (window.OnTime || window.Key.Granularity == WindowKey.Total) return;
        if (!_ends.TryGetValue(window.Key.Tenant, out var ends)) _ends.Add(window.Key.Tenant, ends = new());
        ends.Enqueue(window, window.End);
    }

    private WindowState Replace(WindowState expired)
    {
        Drop(expired);
        var window = new WindowState(expired.Key, expired.End);
        Add(window);
        return window;
    }

    private void Close(WindowState expired)
    {
        Drop(expired);
        var closed = expired.Close();
        Add(closed);
        MarkDirty(closed);
    }

    private void Drop(WindowState window)
    {
        window.Dropped = true;
        _live.Remove(window.Key);
        if (window.Dirty) _dirty.Remove(window);
    }

    private void Expire(WindowState window)
    {
        if (IsLasting(window.Key) && !window.Closed) Close(window);
        else Forget(window);
    }

    private void Forget(WindowState window)
    {
        Drop(window);
        _gone.Add(window.Key);
    }

    private void Passivate(WindowState window)
    {
        window.Dropped = true;
        _live.Remove(window.Key);
        Passive++;
        _ledger.Add(window.LastArrival + Retention(window), window.Key.ToUtf8());
    }

    private void ForgetPassive(ReadOnlyMemory<byte> utf8Key, long now)
    {
        if (!WindowKey.TryParse(System.Text.Encoding.UTF8.GetString(utf8Key.Span), out var key) || _live.ContainsKey(key) || _gone.Contains(key)) return;
        if (_stored is null || !_stored.TryRead(TenantWindowActors.KindName, utf8Key.Span, out var state)) return;
        var window = WindowStateFormat.Read(key, state);
        if (!HasExpired(window, now)) return;
        Passive--;
        if (IsLasting(key) && !window.Closed) Close(window);
        else _gone.Add(key);
    }
}
