using System.Runtime.InteropServices;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Processing.Time;

namespace Analytics.Actors.Timers;

/// <summary>
/// Gathers the event times of each tenant and moves the watermarks at cuts only. Between two cuts every event meets the same
/// watermark, so what an event does never depends on how the log was cut into batches.
/// </summary>
internal sealed class TenantTimes(TenantWatermarks watermarks, TimeSpan idleTimeout)
{
    private readonly Dictionary<int, Times> _seen = [];
    private readonly Dictionary<int, long> _arrivals = [];

    /// <summary>Notes the times of a batch that every entity took.</summary>
    public void Observe(EventBatch batch)
    {
        foreach (ref var row in batch.Rows)
        {
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, row.Tenant, out var known);
            if (!known || row.Timestamp > times.Newest) times.Newest = row.Timestamp;
            if (row.ReceivedAt > times.Arrival) times.Arrival = row.ReceivedAt;
        }
    }

    /// <summary>Moves the watermarks by what was noted, and those of tenants that have been silent for the idle timeout by the clock.</summary>
    public void Publish(long clockMicros)
    {
        foreach (var (tenant, times) in _seen)
        {
            watermarks.Observe(tenant, times.Newest);
            ref var arrival = ref CollectionsMarshal.GetValueRefOrAddDefault(_arrivals, tenant, out _);
            arrival = Math.Max(arrival, times.Arrival);
        }

        _seen.Clear();
        var idleBefore = clockMicros - idleTimeout.Micros();
        foreach (var (tenant, arrival) in _arrivals)
            if (arrival <= idleBefore) watermarks.Raise(tenant, idleBefore);
    }

    /// <summary>Forgets what was noted since the last cut.</summary>
    public void Discard() => _seen.Clear();

    /// <summary>Every tenant's time, by name.</summary>
    public List<TenantMark> Marks()
    {
        var marks = new List<TenantMark>(_arrivals.Count);
        foreach (var (tenant, arrival) in _arrivals) marks.Add(new TenantMark(Symbols.Text(tenant), watermarks.Of(tenant), arrival));
        marks.Sort((a, b) => string.CompareOrdinal(a.Tenant, b.Tenant));
        return marks;
    }

    /// <summary>Puts stored times back.</summary>
    public void Restore(IReadOnlyList<TenantMark> marks)
    {
        foreach (var mark in marks)
        {
            var tenant = Symbols.Intern(mark.Tenant);
            watermarks.Restore(tenant, mark.WatermarkMicros);
            _arrivals[tenant] = mark.LastArrivalMicros;
        }
    }

    private struct Times
    {
        public long Newest;
        public long Arrival;
    }
}
