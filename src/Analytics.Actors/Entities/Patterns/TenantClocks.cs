using Analytics.Contracts.Events;
using Analytics.Processing.State;

namespace Analytics.Actors.Entities.Patterns;

/// <summary>
/// How far the events of each tenant have come: up to this time they are complete. A function of the log alone: the newest event less the disorder, and after a silence of
/// that length the newest arrival of any tenant, less the same. At cuts those are moved on that are silent now, so that what waits does not wait for the next event: as far as their next event would move
/// them whatever it is, or, when nothing came to the shard for a while, with the shard's clock, which is not in the log.
/// </summary>
internal sealed class TenantClocks(long disorder)
{
    private readonly Dictionary<int, Clock> _clocks = [];
    private readonly List<Clock> _dirty = [];
    private Clock? _last;
    private long _newest = long.MinValue;

    /// <summary>Whether an event came, since this was set to false, behind a mark that silence, and nothing in the log, had moved so far.</summary>
    public bool MetSilence { get; set; }

    /// <summary>The tenant's mark before an event; the event itself moves it afterwards, see <see cref="Passed"/>.</summary>
    public long Before(in EventRow row)
    {
        var clock = Of(row.Tenant);
        // Arrivals need not ascend, and what a cut before this event went by must move it, too, where there was no cut.
        var now = Math.Max(row.ReceivedAt, _newest);
        if (clock.Arrival != long.MinValue && now - clock.Arrival >= disorder) Raise(clock, now - disorder);
        MetSilence |= clock.BySilence;
        return clock.Mark;
    }

    /// <summary>An event was taken.</summary>
    public void Passed(in EventRow row)
    {
        var clock = Of(row.Tenant);
        Raise(clock, row.Timestamp - disorder);
        Arrive(clock, row.ReceivedAt);
    }

    /// <summary>Moves the marks of tenants on that are silent while others are not. It makes no difference to what is found where, and whether, this is done.</summary>
    public void Advance()
    {
        foreach (var clock in _clocks.Values)
            if (clock.Arrival != long.MinValue && _newest - clock.Arrival >= disorder) Raise(clock, _newest - disorder);
    }

    /// <summary>Nothing came until now: moves the marks of silent tenants with the shard's clock. True when that moved any.</summary>
    public bool AdvanceBySilence(long now)
    {
        var moved = false;
        foreach (var clock in _clocks.Values)
            if (clock.Arrival != long.MinValue && now - clock.Arrival >= disorder && Raise(clock, now - disorder)) moved = clock.BySilence = true;
        return moved;
    }

    /// <summary>Goes as far as others have come with the same events.</summary>
    public void Follow(TenantClocks others)
    {
        foreach (var other in others._clocks.Values)
        {
            var own = Of(other.Tenant);
            Raise(own, other.Mark);
            Arrive(own, other.Arrival);
        }
    }

    /// <summary>Whether a tenant's mark is where silence, and not an event, moved it.</summary>
    public bool IsBySilence(int tenant) => Of(tenant).BySilence;

    /// <summary>A tenant's mark.</summary>
    public long Mark(int tenant) => Of(tenant).Mark;

    /// <summary>The furthest mark of all tenants.</summary>
    public long Latest => _clocks.Count == 0 ? long.MinValue : _clocks.Values.Max(clock => clock.Mark);

    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var clock in _dirty)
        {
            var state = new StateWriter(writer.Begin(clock.Key, 2 * StateWriter.MostVarintBytes));
            state.SignedVarint(clock.Mark);
            state.SignedVarint(clock.Arrival);
            writer.Commit(state.Position);
            (clock.StoredMark, clock.StoredArrival, clock.StoredBySilence, clock.Dirty) = (clock.Mark, clock.Arrival, clock.BySilence, false);
        }

        _dirty.Clear();
    }

    public void Revert()
    {
        foreach (var clock in _dirty) (clock.Mark, clock.Arrival, clock.BySilence, clock.Dirty) = (clock.StoredMark, clock.StoredArrival, clock.StoredBySilence, false);
        _dirty.Clear();
        _newest = _clocks.Count == 0 ? long.MinValue : _clocks.Values.Max(clock => clock.Arrival);
    }

    public void Restore(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> state)
    {
        var clock = Of(Symbols.Intern(tenant));
        var reader = new StateReader(state);
        (clock.Mark, clock.Arrival) = (reader.SignedVarint(), reader.SignedVarint());
        (clock.StoredMark, clock.StoredArrival) = (clock.Mark, clock.Arrival);
        _newest = Math.Max(_newest, clock.Arrival);
    }

    private Clock Of(int tenant)
    {
        if (_last is { } last && last.Tenant == tenant) return last;
        if (!_clocks.TryGetValue(tenant, out var clock)) _clocks.Add(tenant, clock = new Clock(tenant));
        return _last = clock;
    }

    private bool Raise(Clock clock, long to)
    {
        if (to <= clock.Mark) return false;
        Change(clock);
        (clock.Mark, clock.BySilence) = (to, false);
        return true;
    }

    private void Arrive(Clock clock, long at)
    {
        if (at <= clock.Arrival) return;
        Change(clock);
        clock.Arrival = at;
        _newest = Math.Max(_newest, at);
    }

    private void Change(Clock clock)
    {
        if (clock.Dirty) return;
        clock.Dirty = true;
        _dirty.Add(clock);
    }

    private sealed class Clock(int tenant)
    {
        public int Tenant => tenant;

        public byte[] Key { get; } = PatternKey.Write("", tenant, [], 0);

        public long Mark { get; set; } = long.MinValue;

        public long Arrival { get; set; } = long.MinValue;

        public long StoredMark { get; set; } = long.MinValue;

        public long StoredArrival { get; set; } = long.MinValue;

        public bool BySilence { get; set; }

        public bool StoredBySilence { get; set; }

        public bool Dirty { get; set; }
    }
}
