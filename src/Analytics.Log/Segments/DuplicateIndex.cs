namespace Analytics.Log.Segments;

/// <summary>
/// The ids that one partition appended within the horizon. They live in generations of an eighth of the horizon (fewer, when a generation fills up), so that
/// forgetting is dropping a generation: an id is remembered for at least the horizon and at most an eighth longer, unless the
/// number of ids reaches its bound first; <see cref="EffectiveHorizon"/> tells. Ids are compared whole, never by hash alone.
/// Callers hold <see cref="Gate"/> around <see cref="TryAdd"/> and <see cref="Remove"/>.
/// </summary>
internal sealed class DuplicateIndex(DuplicateBudget budget, TimeSpan horizon, ulong seed)
{
    private const int GenerationsPerHorizon = 8;
    private readonly List<DuplicateGeneration> _generations = [];
    private readonly long _horizonMicros = horizon.Ticks / TimeSpan.TicksPerMicrosecond;
    private long _forgottenUntil = long.MinValue;

    /// <summary>Guards the index: its writer and whoever must free memory take turns.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Ids in memory.</summary>
    public long Count
    {
        get
        {
            lock (Gate) return _generations.Sum(generation => (long)generation.Count);
        }
    }

    /// <summary>How far back every id is known: the horizon, or less when the bound on ids dropped some earlier.</summary>
    public TimeSpan EffectiveHorizon(long nowMicros)
    {
        lock (Gate)
        {
            if (_forgottenUntil == long.MinValue) return horizon;
            var known = TimeSpan.FromMicroseconds(Math.Max(0, nowMicros - _forgottenUntil));
            return known < horizon ? known : horizon;
        }
    }

    /// <summary>Last time of the oldest generation; <see cref="long.MaxValue"/> when there is at most one.</summary>
    public long OldestAt
    {
        get
        {
            lock (Gate) return _generations.Count > 1 ? _generations[0].LastAt : long.MaxValue;
        }
    }

    /// <summary>Remembers an id; false when it is known already.</summary>
    public bool TryAdd(UInt128 id, long nowMicros)
    {
        for (var i = _generations.Count - 1; i >= 0; i--)
            if (_generations[i].Contains(id)) return false;
        Current(nowMicros).Add(id);
        budget.Count(1);
        return true;
    }

    /// <summary>Takes back ids of a commit that failed.</summary>
    public void Remove(ReadOnlySpan<UInt128> ids)
    {
        foreach (var id in ids)
        {
            for (var i = _generations.Count - 1; i >= 0; i--)
                if (_generations[i].Remove(id)) break;
            budget.Count(-1);
        }
    }

    /// <summary>Drops generations whose last id is older than the horizon.</summary>
    public void Expire(long nowMicros)
    {
        lock (Gate)
        {
            while (_generations.Count > 0 && _generations[0].LastAt < nowMicros - _horizonMicros) DropFirst();
        }
    }

    /// <summary>Drops the oldest generation to make room, before its time.</summary>
    public void DropOldest()
    {
        lock (Gate)
        {
            if (_generations.Count < 2) return;
            _forgottenUntil = _generations[0].LastAt;
            DropFirst();
        }
    }

    /// <summary>Adds ids read from a segment, oldest first, with <paramref name="more"/> of it to follow. One that came back after its horizon is simply in two generations.</summary>
    public void Load(long committedAt, ReadOnlySpan<UInt128> ids, int more)
    {
        lock (Gate)
        {
            while (!ids.IsEmpty)
            {
                var current = Current(committedAt);
                var part = ids[..Math.Min(ids.Length, budget.GenerationSize - current.Count)];
                current.Reserve(Math.Min(current.Count + ids.Length + more, budget.GenerationSize));
                budget.Count(current.AddRange(part));
                ids = ids[part.Length..];
            }
        }
    }

    /// <summary>Notes that ids up to a time were left out when the log was opened.</summary>
    public void Forget(long untilMicros)
    {
        lock (Gate) _forgottenUntil = Math.Max(_forgottenUntil, untilMicros);
    }

    private DuplicateGeneration Current(long nowMicros)
    {
        var current = _generations.Count == 0 ? null : _generations[^1];
        if (current is null || current.Count >= budget.GenerationSize || nowMicros - current.StartedAt >= _horizonMicros / GenerationsPerHorizon)
            _generations.Add(current = new DuplicateGeneration(seed, nowMicros));
        if (nowMicros > current.LastAt) current.LastAt = nowMicros;
        return current;
    }

    private void DropFirst()
    {
        budget.Count(-_generations[0].Count);
        _generations.RemoveAt(0);
    }
}
