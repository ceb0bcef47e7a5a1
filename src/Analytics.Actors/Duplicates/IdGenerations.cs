namespace Analytics.Actors.Duplicates;

/// <summary>
/// Which ids are remembered, and for how long: at least the horizon and at most an eighth longer, unless the bound on their number is met first; then the oldest
/// go early. Time is the newest arrival so far, and everything is decided event by event, so it is a function of the log alone. What was decided since the last
/// cut can be taken back.
/// </summary>
internal sealed class IdGenerations
{
    private const int PerHorizon = 8;
    private const int PerBound = 16;
    private readonly long _horizon;
    private readonly int _mostIds;
    private readonly int _mostPerGeneration;
    private List<IdGeneration> _all = [];
    private (IdGeneration[] All, long Now, long Total, long Next) _atCut = ([], long.MinValue, 0, 0);
    private long _total;
    private long _next;
    private long _expiresAt = long.MaxValue;

    public IdGenerations(TimeSpan horizon, int mostIds)
    {
        _horizon = horizon.Ticks / TimeSpan.TicksPerMicrosecond;
        _mostIds = mostIds;
        _mostPerGeneration = Math.Max(1, mostIds / PerBound);
    }

    /// <summary>The newest arrival so far, microseconds since 1970.</summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>Ids remembered.</summary>
    public long Total => _total;

    /// <summary>Serial of the oldest generation that counts; of the next one when there is none.</summary>
    public long Oldest => _all.Count > 0 ? _all[0].Serial : _next;

    /// <summary>Serial of the generation that begins next.</summary>
    public long Next => _next;

    /// <summary>Serial of the generation that an id that comes now is added to.</summary>
    public long Current => NeedsNext ? _next : _all[^1].Serial;

    private bool NeedsNext => _all.Count == 0 || _all[^1].Count >= _mostPerGeneration || Now - _all[^1].StartedAt >= _horizon / PerHorizon;

    /// <summary>Time goes on; true when generations went.</summary>
    public bool Advance(long now)
    {
        Now = now;
        if (now <= _expiresAt) return false;
        var before = _all.Count;
        while (_all.Count > 0 && _all[0].LastAt < now - _horizon) RemoveFirst();
        Schedule();
        return _all.Count < before;
    }

    /// <summary>An id was added to the current generation, which begins with it when it is a new one; true when generations came or went.</summary>
    public bool Added()
    {
        var begins = NeedsNext;
        if (begins) _all.Add(new IdGeneration(_next++, Now, Now, 0));
        var current = _all[^1];
        _all[^1] = current with { LastAt = Now, Count = current.Count + 1 };
        var goes = ++_total > _mostIds && _all.Count > 1;
        if (goes) RemoveFirst();
        if (begins || goes) Schedule();
        return begins || goes;
    }

    /// <summary>The generation of that serial; null when it went.</summary>
    public IdGeneration? Find(long serial) => serial >= Oldest && serial < _next ? _all[(int)(serial - Oldest)] : null;

    /// <summary>Generations as of the last cut that went since.</summary>
    public IEnumerable<IdGeneration> GoneSinceCut() => _atCut.All.Where(generation => generation.Serial < Oldest);

    /// <summary>A cut was made: what is now stays.</summary>
    public void Cut() => _atCut = ([.. _all], Now, _total, _next);

    /// <summary>Goes back to the last cut.</summary>
    public void Revert()
    {
        (_all, Now, _total, _next) = ([.. _atCut.All], _atCut.Now, _atCut.Total, _atCut.Next);
        Schedule();
    }

    /// <summary>Takes over what a checkpoint holds.</summary>
    public void Restore(IEnumerable<IdGeneration> generations, long now)
    {
        _all = [.. generations.OrderBy(generation => generation.Serial)];
        (Now, _total, _next) = (now, _all.Sum(generation => (long)generation.Count), _all.Count > 0 ? _all[^1].Serial + 1 : 0);
        Schedule();
        Cut();
    }

    private void RemoveFirst()
    {
        _total -= _all[0].Count;
        _all.RemoveAt(0);
    }

    // The last time of the only generation still moves: then this is early, and is looked at again.
    private void Schedule() => _expiresAt = _all.Count > 0 ? _all[0].LastAt + _horizon : long.MaxValue;
}
