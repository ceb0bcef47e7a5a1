using System.Runtime.InteropServices;
using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Sessions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities.Sessions;

/// <summary>
/// All users of a shard: the live ones in memory, the rest in storage. Invariants: a live user that is not dirty equals its stored state; a user with a session that
/// waits for emission is live and has a timer at or before that session's deadline; nobody leaves memory before the state is stored.
/// </summary>
internal sealed class SessionBook
{
    private const long SweepTime = Micros.Minute;
    private const int LeastSwept = 256;
    private const int MostSwept = 65_536;

    private readonly SessionOptions _options;
    private readonly ITenantDirectory _tenants;
    private readonly long _retention;
    private readonly ExpiryLedger _ledger = new();
    private readonly HashSet<string> _gone = [];
    private readonly List<int> _dirty = [];
    private SessionTenant?[] _bySymbol = new SessionTenant?[64];
    private IStoredEntities? _stored;
    private byte[] _key = new byte[256];
    private int _hand;
    private long _sweptAt = long.MinValue;

    public SessionBook(SessionOptions options, ITenantDirectory tenants)
    {
        _options = options;
        _tenants = tenants;
        _retention = Micros.Of(options.StateRetention);
        Pools = new SessionPools(options.PathSteps);
        Rows = new SessionRows(Pools);
        Rules = new UserSessions(Pools, Rows);
        Format = new SessionStateFormat(Pools, Rules);
        Table = new SessionTable(Pools);
    }

    public SessionPools Pools { get; }

    public SessionRows Rows { get; }

    public UserSessions Rules { get; }

    public SessionStateFormat Format { get; }

    /// <summary>Users in memory.</summary>
    public SessionTable Table { get; }

    /// <summary>Users in storage only.</summary>
    public long Passive { get; private set; }

    /// <summary>Tenants seen.</summary>
    public List<SessionTenant> Tenants { get; } = [];

    /// <summary>Places of users that differ from storage.</summary>
    public List<int> Dirty => _dirty;

    /// <summary>Says where stored states are.</summary>
    public void Use(IStoredEntities stored) => _stored = stored;

    /// <summary>What the sessions of a tenant share.</summary>
    public SessionTenant Tenant(int symbol)
    {
        if (symbol < _bySymbol.Length && _bySymbol[symbol] is { } known) return known;
        if (symbol >= _bySymbol.Length) Array.Resize(ref _bySymbol, Math.Max(symbol + 1, _bySymbol.Length * 2));
        var tenant = new SessionTenant(symbol, _tenants.Settings(symbol));
        Tenants.Add(tenant);
        return _bySymbol[symbol] = tenant;
    }

    /// <summary>What the sessions of a tenant share; null when nothing was seen of it.</summary>
    public SessionTenant? KnownTenant(int symbol) => symbol < _bySymbol.Length ? _bySymbol[symbol] : null;

    /// <summary>Takes the settings that hold now.</summary>
    public void RefreshSettings()
    {
        foreach (var tenant in Tenants) tenant.Use(_tenants.Settings(tenant.Symbol));
    }

    /// <summary>Place of the user of an event: in memory, read from storage, or new. What has expired by the event's arrival begins anew.</summary>
    public int Open(ulong hash, SessionTenant tenant, UserIdentity identity, ReadOnlySpan<byte> id, long arrival)
    {
        var place = Table.Find(hash, tenant.Symbol, identity, id);
        if (place < 0 && Passive > 0) place = Load(KeyOf(tenant.Symbol, identity, id, hash));
        if (place < 0)
        {
            place = Table.Add(hash, tenant.Symbol, identity, id);
            if (_gone.Count > 0) _gone.Remove(Text(KeyOf(tenant.Symbol, identity, id, hash)));
        }
        else if (IsExpired(Table[place], arrival))
        {
            Table.FreeSessions(ref Table[place]);
        }

        return place;
    }

    /// <summary>Counts as different from storage.</summary>
    public void MarkDirty(int place)
    {
        ref var entry = ref Table[place];
        if (entry.Dirty) return;
        entry.Dirty = true;
        _dirty.Add(place);
    }

    /// <summary>Makes sure that a timer fires no later than a session's deadline.</summary>
    public void Arm(int place, long deadline, SessionTenant tenant)
    {
        var bucket = DeadlineBuckets.BucketOf(deadline);
        ref var entry = ref Table[place];
        if (bucket >= entry.ArmedBucket) return;
        entry.ArmedBucket = bucket;
        tenant.Deadlines.Arm(bucket, place, entry.Generation);
    }

    /// <summary>Key of a user that is in memory; valid until the next key.</summary>
    public ReadOnlySpan<byte> KeyOf(in UserEntry entry) => KeyOf(entry.Tenant, entry.Identity, Table.IdOf(entry), entry.Hash);

    /// <summary>Key of a user; valid until the next key.</summary>
    public ReadOnlySpan<byte> KeyOf(int tenant, UserIdentity identity, ReadOnlySpan<byte> id, ulong hash)
    {
        var length = SessionKey.Length(tenant, identity, id.Length);
        if (_key.Length < length) _key = new byte[length * 2];
        return SessionKey.Write(_key, tenant, identity, id, hash);
    }

    /// <summary>Writes what changed and what went.</summary>
    public void WriteChanges(IEntityWriter writer)
    {
        const int EntriesAhead = 12;
        const int PartsAhead = 5;
        var dirty = CollectionsMarshal.AsSpan(_dirty);
        for (var i = 0; i < dirty.Length; i++)
        {
            if (i + EntriesAhead < dirty.Length) Table.PrefetchPlace(dirty[i + EntriesAhead]);
            if (i + PartsAhead < dirty.Length) Table.PrefetchStored(dirty[i + PartsAhead]);
            ref var entry = ref Table[dirty[i]];
            var room = writer.Begin(KeyOf(entry), Format.MostBytes(ref entry));
            writer.Commit(Format.Write(ref entry, room));
            entry.Dirty = false;
        }

        _dirty.Clear();
        foreach (var key in _gone) writer.Remove(Encoding.Latin1.GetBytes(key));
        _gone.Clear();
    }

    /// <summary>Puts every changed user back to the stored state.</summary>
    public void Revert()
    {
        foreach (var key in _gone)
        {
            Passive++;
            _ledger.Add(0, Encoding.Latin1.GetBytes(key));
        }

        _gone.Clear();
        foreach (var place in _dirty)
        {
            var key = KeyOf(Table[place]).ToArray();
            Remove(place);
            if (_stored!.TryRead(SessionActors.KindName, key, out var state)) Take(key, state);
        }

        _dirty.Clear();
    }

    /// <summary>Takes a stored user at recovery: into memory when a session is still to be emitted, otherwise only noted.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        var place = Take(key, state);
        if (HasPending(ref Table[place])) return;
        Passive++;
        _ledger.Add(Table[place].LastArrival + _retention, key);
        Table.Remove(place);
    }

    /// <summary>The place of a user by key: in memory or read from storage; -1 when there is none.</summary>
    public int Load(ReadOnlySpan<byte> key)
    {
        if (_stored is null || (_gone.Count > 0 && _gone.Contains(Text(key)))) return -1;
        if (!_stored.TryRead(SessionActors.KindName, key, out var state)) return -1;
        Passive--;
        return Take(key, state);
    }

    /// <summary>Looks at a part of the users (all of them about once a minute): lets go of who is cold, forgets who has expired.</summary>
    public void Sweep(long now)
    {
        if (_sweptAt == long.MinValue || now < _sweptAt) _sweptAt = now;
        var part = (now - _sweptAt) / (double)SweepTime;
        _sweptAt = now;
        var crowded = Table.Count > _options.MostLive;
        var most = Math.Clamp((int)Math.Min(MostSwept, part * Table.Places), LeastSwept, MostSwept);
        for (var left = Math.Min(most, Table.Places); left > 0; left--)
        {
            if (++_hand >= Table.Places) _hand = 0;
            ref var entry = ref Table[_hand];
            if (!entry.Live || entry.Dirty || HasPending(ref entry)) continue;
            if (IsExpired(entry, now)) Forget(ref entry);
            else if (crowded || now - entry.LastArrival > Micros.Of(_options.PassivateAfter)) Passivate(ref entry);
        }

        _ledger.TakeDue(now, key => ForgetPassive(key, now));
    }

    private static string Text(ReadOnlySpan<byte> key) => Encoding.Latin1.GetString(key);

    private int Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        SessionKey.Read(key, out var symbol, out var identity, out var id);
        var tenant = Tenant(symbol);
        var place = Table.Add(SessionStateFormat.ReadHead(state).Hash, symbol, identity, id);
        ref var entry = ref Table[place];
        if (!Format.Read(ref entry, state, tenant)) return place;
        for (var i = 0; i < UserSessions.Count(entry); i++)
        {
            ref var session = ref Rules.At(ref entry, i);
            if (session.Pending) Arm(place, session.End + tenant.Gap, tenant);
        }

        return place;
    }

    private bool HasPending(ref UserEntry entry)
    {
        for (var i = UserSessions.Count(entry) - 1; i >= 0; i--)
            if (Rules.At(ref entry, i).Pending) return true;
        return false;
    }

    // A function of the stored state and the event's arrival, so that a replay decides the same whatever was swept when.
    private bool IsExpired(in UserEntry entry, long now)
    {
        if (entry.LastArrival == long.MinValue || entry.LastArrival + _retention >= now) return false;
        return !HasPending(ref System.Runtime.CompilerServices.Unsafe.AsRef(in entry));
    }

    private void Remove(int place)
    {
        ref var entry = ref Table[place];
        var tenant = Tenant(entry.Tenant);
        for (var i = UserSessions.Count(entry) - 1; i >= 0; i--)
            if (Rules.At(ref entry, i).Pending) tenant.Open--;
        Table.Remove(place);
    }

    private void Forget(ref UserEntry entry)
    {
        _gone.Add(Text(KeyOf(entry)));
        Table.Remove(_hand);
    }

    private void Passivate(ref UserEntry entry)
    {
        Passive++;
        _ledger.Add(entry.LastArrival + _retention, KeyOf(entry));
        Table.Remove(_hand);
    }

    private void ForgetPassive(ReadOnlyMemory<byte> key, long now)
    {
        var text = Text(key.Span);
        if (_stored is null || _gone.Contains(text) || !_stored.TryRead(SessionActors.KindName, key.Span, out var state)) return;
        var (hash, lastArrival) = SessionStateFormat.ReadHead(state);
        if (lastArrival + _retention >= now) return;
        SessionKey.Read(key.Span, out var tenant, out var identity, out var id);
        if (Table.Find(hash, tenant, identity, id) >= 0) return;
        Passive--;
        _gone.Add(text);
    }
}
