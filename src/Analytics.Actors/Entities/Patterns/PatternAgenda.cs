namespace Analytics.Actors.Entities.Patterns;

/// <summary>What the live entities of one book wait for: a turn, as soon as the clock allows it, or a deadline.</summary>
/// <param name="work">Does what is due for an entity; false when nothing is.</param>
internal sealed class PatternAgenda(Func<PatternEntity, bool> work)
{
    private readonly List<PatternEntity> _waiting = [];
    private readonly PriorityQueue<PatternEntity, long> _alarms = new();

    /// <summary>Notes what an entity waits for.</summary>
    public void Attend(PatternEntity entity)
    {
        if (entity.State.Waiting > 0 && !entity.IsWaiting)
        {
            entity.IsWaiting = true;
            _waiting.Add(entity);
        }

        if (entity.State.NextDeadline >= entity.Alarm) return;
        entity.Alarm = entity.State.NextDeadline;
        _alarms.Enqueue(entity, entity.Alarm);
    }

    /// <summary>Works on all whose time has come.</summary>
    /// <param name="latest">The latest mark of any tenant.</param>
    public void Advance(long latest)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var entity = _waiting[i];
            if (entity.IsWaiting) work(entity);
            if (entity is { IsWaiting: true, State.Waiting: > 0 }) continue;
            entity.IsWaiting = false;
            _waiting[i] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
        }

        // Tenants' marks differ, so an alarm that is due for nobody yet goes back for the next time.
        var early = new List<PatternEntity>();
        while (_alarms.TryPeek(out var entity, out var at) && at <= latest)
        {
            _alarms.Dequeue();
            if (at != entity.Alarm) continue;
            entity.Alarm = long.MaxValue;
            if (!work(entity)) early.Add(entity);
        }

        foreach (var entity in early) Attend(entity);
    }
}
