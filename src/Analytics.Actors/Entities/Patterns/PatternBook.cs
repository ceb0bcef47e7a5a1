using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities.Patterns;

/// <summary>
/// All values of one key that a shard remembers: the live ones in memory, the rest in storage. Invariants: a live one that is not dirty equals its stored state; what waits for a
/// turn or a deadline is live; nobody leaves memory before the state is stored. What has expired is decided by arrival, so that a replay decides the same whatever was
/// swept when.
/// </summary>
internal sealed class PatternBook
{
    // Looking at every key costs more than what an expired one holds a little longer.
    private const int SweepsPerRetention = 8;
    private static readonly long SoonestSweep = Micros.Minute;
    private readonly PatternOptions _options;
    private readonly TenantClocks _clocks;
    private readonly long _retention;
    private readonly bool _takesAtOnce;
    private readonly Dictionary<ulong, PatternEntity> _live = [];
    private readonly Dictionary<ulong, byte[]> _gone = [];
    private readonly List<PatternEntity> _dirty = [];
    private readonly PatternAgenda _agenda;
    private ExpiryLedger _ledger = new();
    private IStoredEntities? _stored;
    private long _sweptAt = long.MinValue;
    private byte[] _room = [];

    public PatternBook(KeyPlan plan, PatternOptions options, TenantClocks clocks, IMatchReceiver receiver, RuleHistory history)
    {
        (Plan, _options, _clocks) = (plan, options, clocks);
        _takesAtOnce = options.Disorder == TimeSpan.Zero;
        var longest = plan.HorizonMicros + Micros.Of(options.Disorder);
        _retention = Math.Max(longest, Micros.Of(plan.RemembersLong && options.Memory > options.StateRetention ? options.Memory : options.StateRetention));
        Matcher = new PatternMatcher(plan, options.Limits, receiver, history);
        _agenda = new PatternAgenda(TryWork);
    }

    public KeyPlan Plan { get; }

    public PatternMatcher Matcher { get; }

    /// <summary>Those in memory, in no meaningful order.</summary>
    public IReadOnlyCollection<PatternEntity> Live => _live.Values;

    /// <summary>How many are in storage only.</summary>
    public long Passive { get; private set; }

    /// <summary>The entity whose rules are at work.</summary>
    public PatternEntity? Current { get; private set; }

    /// <summary>Whether silence made something happen to an entity since this was set to false.</summary>
    public bool ActedOnSilence { get; set; }

    /// <summary>Says where stored states are.</summary>
    public void Use(IStoredEntities stored) => _stored = stored;

    /// <summary>Shows an event to the rules.</summary>
    public void Receive(in EventRow row, EventBatch batch, long mark)
    {
        if (!Matcher.TryCapture(row, batch)) return;
        if (!_options.Has(Matcher.KeyHash))
        {
            Matcher.Drop();
            return;
        }

        Current = null;
        Matcher.MatchAlone();
        if (!Matcher.IsOrdered)
        {
            Matcher.Drop();
            return;
        }

        var entity = Current = Change(row);
        entity.Activity++;
        if (Matcher.Enqueue(entity.State, mark, row.ReceivedAt))
        {
            if (_takesAtOnce) Matcher.Advance(entity.State, row.Timestamp);
        }
        else if (!_options.IsPast)
        {
            RuntimeTelemetry.RuleEventLate(Plan.Name);
        }

        _agenda.Attend(entity);
    }

    /// <summary>Processes what is due everywhere.</summary>
    public void Advance(long now)
    {
        _agenda.Advance(_clocks.Latest);
        Sweep(now);
    }

    /// <summary>Writes what changed and what went.</summary>
    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var entity in _dirty)
        {
            var room = writer.Begin(entity.Key, Matcher.MostBytes(entity.State));
            writer.Commit(Matcher.Write(entity.State, room));
            entity.Dirty = false;
        }

        _dirty.Clear();
        foreach (var key in _gone.Values) writer.Remove(key);
        _gone.Clear();
    }

    /// <summary>Takes what changed and what went for stored, where nothing is: what nobody comes back to can then be forgotten.</summary>
    public void CountAsStored()
    {
        foreach (var entity in _dirty) entity.Dirty = false;
        _dirty.Clear();
        _gone.Clear();
    }

    /// <summary>Puts every changed entity back to the stored state.</summary>
    public void Revert()
    {
        foreach (var key in _gone.Values) Rest(key, 0);
        _gone.Clear();
        foreach (var entity in _dirty)
        {
            Matcher.Release(entity.State);
            _live.Remove(entity.Hash);
            (entity.IsWaiting, entity.Alarm) = (false, long.MaxValue);
            if (_stored!.TryRead(PatternActors.KindName, entity.Key, out var state)) Add(entity.Hash, entity.Key, entity.Tenant, Matcher.Read(entity.Tenant, state));
        }

        _dirty.Clear();
    }

    /// <summary>Notes a stored entity at recovery; one that waits for a turn or a deadline comes into memory.</summary>
    public void Restore(ReadOnlySpan<byte> key, int tenant, ulong hash, ReadOnlySpan<byte> state)
    {
        var (arrival, wakeAt) = PatternMatcher.Peek(state);
        if (wakeAt == long.MaxValue) Rest(key, arrival + _retention);
        else Add(hash, key.ToArray(), tenant, Matcher.Read(tenant, state));
    }

    /// <summary>
    /// Goes on with what another book, whose time is over, remembers of the same key, as far as these rules have it. Both forms of a state, in memory and stored, say the same afterwards, so that only what
    /// changed before is to be stored anew; and what waited, because an event of a type that nobody looks at any more is gone for good.
    /// </summary>
    public void TakeOver(PatternBook former)
    {
        (_stored, _ledger, _sweptAt, Passive) = (former._stored, former._ledger, former._sweptAt, former.Passive);
        foreach (var (hash, key) in former._gone) _gone.Add(hash, key);
        foreach (var entity in former._live.Values)
        {
            var hasWaited = entity.State.Waiting > 0;
            var taken = Add(entity.Hash, entity.Key, entity.Tenant, Matcher.Read(entity.Tenant, former.StoredForm(entity)));
            taken.Activity = entity.Activity;
            if (entity.Dirty || hasWaited) MarkDirty(taken);
        }
    }

    /// <summary>Takes over what some of the rules remember who saw past events from an offset on, in a book that is read to the same marks.</summary>
    public void TakeOverPast(PatternBook past, long from, long now)
    {
        foreach (var entity in past._live.Values)
        {
            if (past.IsExpired(entity.State, now) || (!PatternMatcher.HoldsAnything(entity.State) && !IsKnown(entity))) continue;
            var gathered = past.StoredForm(entity);
            if (!_live.TryGetValue(entity.Hash, out var known)) known = Load(entity.Key, entity.Tenant, entity.Hash);
            Renew(known, entity.State.LastArrival);
            Matcher.TakeOver(known.State, past.Matcher, gathered, from);
            MarkDirty(known);
            _agenda.Attend(known);
        }
    }

    /// <summary>Lets go of those that nothing came of for so long that nothing is likely to come of them. For a book that is stored nowhere.</summary>
    public void DropIdle(long now)
    {
        foreach (var entity in _live.Values)
        {
            if (!Matcher.IsIdle(entity.State, now)) continue;
            Matcher.Release(entity.State);
            _live.Remove(entity.Hash);
        }

        _dirty.RemoveAll(entity => !_live.ContainsKey(entity.Hash));
    }

    /// <summary>Keys of everything that is stored. The book's time is over afterwards.</summary>
    public IEnumerable<byte[]> StoredKeys()
    {
        var keys = _gone.ToDictionary();
        foreach (var entity in _live.Values)
            if (_stored!.TryRead(PatternActors.KindName, entity.Key, out _)) keys.TryAdd(entity.Hash, entity.Key);
        _ledger.TakeDue(long.MaxValue, key =>
        {
            PatternKey.Read(key.Span, out _, out _, out _, out var hash);
            if (!keys.ContainsKey(hash) && _stored!.TryRead(PatternActors.KindName, key.Span, out _)) keys.Add(hash, key.ToArray());
        });
        return keys.Values;
    }

    private bool IsExpired(KeyState state, long now) => state.LastArrival != long.MinValue && state.LastArrival + _retention < now;

    private PatternEntity Change(in EventRow row)
    {
        var hash = Matcher.KeyHash;
        if (!_live.TryGetValue(hash, out var entity)) entity = Load(PatternKey.Write(Plan.Name, row.Tenant, Matcher.KeyBytes, hash), row.Tenant, hash);
        Renew(entity, row.ReceivedAt);
        MarkDirty(entity);
        return entity;
    }

    private void Renew(PatternEntity entity, long now)
    {
        if (!IsExpired(entity.State, now)) return;
        Matcher.Release(entity.State);
        entity.State = Matcher.NewState(entity.Tenant);
    }

    private bool IsKnown(PatternEntity entity) =>
        _live.ContainsKey(entity.Hash) || (Passive > 0 && !_gone.ContainsKey(entity.Hash) && _stored!.TryRead(PatternActors.KindName, entity.Key, out _));

    private PatternEntity Load(byte[] key, int tenant, ulong hash)
    {
        var state = Passive > 0 && !_gone.ContainsKey(hash) && _stored!.TryRead(PatternActors.KindName, key, out var stored) ? Matcher.Read(tenant, stored) : null;
        if (state is not null) Passive--;
        else _gone.Remove(hash);
        return Add(hash, key, tenant, state ?? Matcher.NewState(tenant));
    }

    private PatternEntity Add(ulong hash, byte[] key, int tenant, KeyState state)
    {
        var entity = new PatternEntity(hash, key, tenant, state);
        _live.Add(hash, entity);
        _agenda.Attend(entity);
        return entity;
    }

    private void MarkDirty(PatternEntity entity)
    {
        if (entity.Dirty) return;
        entity.Dirty = true;
        _dirty.Add(entity);
    }

    private bool TryWork(PatternEntity entity)
    {
        var mark = _clocks.Mark(entity.Tenant);
        if (entity.State.DueAt > mark) return false;
        Current = entity;
        ActedOnSilence |= _clocks.IsBySilence(entity.Tenant);
        MarkDirty(entity);
        Matcher.Advance(entity.State, mark);
        _agenda.Attend(entity);
        return true;
    }

    /// <summary>The stored form of a live one, until the next one is asked for.</summary>
    private ReadOnlySpan<byte> StoredForm(PatternEntity entity)
    {
        var most = Matcher.MostBytes(entity.State);
        if (_room.Length < most) _room = new byte[most * 2];
        return _room.AsSpan(0, Matcher.Write(entity.State, _room));
    }

    private void Rest(ReadOnlySpan<byte> key, long expiresAt)
    {
        Passive++;
        _ledger.Add(expiresAt, key);
    }

    private void Sweep(long now)
    {
        var crowded = _live.Count > _options.MostLive;
        var wait = crowded ? SoonestSweep : Math.Max(SoonestSweep, _retention / SweepsPerRetention);
        if (_sweptAt != long.MinValue && now < _sweptAt + wait) return;
        _sweptAt = now;
        foreach (var entity in _live.Values)
        {
            if (entity.Dirty || entity.State.Waiting > 0 || entity.State.NextDeadline != long.MaxValue) continue;
            if (IsExpired(entity.State, now)) _gone.Add(entity.Hash, entity.Key);
            else if (crowded) Rest(entity.Key, entity.State.LastArrival + _retention);
            else continue;
            Matcher.Release(entity.State);
            _live.Remove(entity.Hash);
        }

        _ledger.TakeDue(now, key => ForgetPassive(key.Span, now));
    }

    private void ForgetPassive(ReadOnlySpan<byte> key, long now)
    {
        PatternKey.Read(key, out _, out _, out _, out var hash);
        if (_live.ContainsKey(hash) || _gone.ContainsKey(hash) || !_stored!.TryRead(PatternActors.KindName, key, out var state)) return;
        if (PatternMatcher.Peek(state).LastArrival + _retention is var expiresAt && expiresAt >= now)
        {
            // The rules look further back than when it was noted.
            _ledger.Add(expiresAt, key);
            return;
        }

        Passive--;
        _gone.Add(hash, key.ToArray());
    }
}
