using System.Buffers.Binary;
using Analytics.Actors.Entities.Sessions;
using Analytics.Contracts.Events;
using Analytics.Processing.Sessions;
using Analytics.Processing.Time;
using Analytics.Processing.Velocity;

namespace Analytics.Actors.Entities.Velocity;

/// <summary>
/// All users of a shard that the rule remembers: the live ones in memory, the rest in storage. Invariants: a live user that is not dirty equals its stored state; nobody
/// leaves memory before the state is stored. What has expired is decided by arrival, so that a replay decides the same whatever was swept when.
/// </summary>
internal sealed class VelocityBook(VelocityOptions options)
{
    private static readonly long SweepEvery = Micros.Minute;
    private readonly long _retention = Micros.Of(options.StateRetention > options.Within ? options.StateRetention : options.Within);
    private readonly Dictionary<ulong, VelocityUser> _live = [];
    private readonly Dictionary<ulong, byte[]> _gone = [];
    private readonly List<VelocityUser> _dirty = [];
    private readonly ExpiryLedger _ledger = new();
    private IStoredEntities? _stored;
    private long _nextSweep = long.MinValue;

    /// <summary>Users in memory, in no meaningful order.</summary>
    public IReadOnlyCollection<VelocityUser> Live => _live.Values;

    /// <summary>Users in storage only.</summary>
    public long Passive { get; private set; }

    /// <summary>Says where stored states are.</summary>
    public void Use(IStoredEntities stored) => _stored = stored;

    /// <summary>The user of an event, which will change it: from memory, from storage, or new. What has expired by the event's arrival begins anew.</summary>
    public VelocityUser Change(in EventRow row, EventBatch batch)
    {
        if (!_live.TryGetValue(row.UserHash, out var user)) user = Load(row, batch);
        if (IsExpired(user.State, row.ReceivedAt)) user.State.Clear();
        user.Activity++;
        if (user.Dirty) return user;
        user.Dirty = true;
        _dirty.Add(user);
        return user;
    }

    /// <summary>The user of a key in memory or storage; null when there is none.</summary>
    public VelocityUser? Find(int tenant, ReadOnlySpan<byte> id)
    {
        foreach (var user in _live.Values)
        {
            SessionKey.Read(user.Key, out var itsTenant, out _, out var itsId);
            if (itsTenant == tenant && itsId.SequenceEqual(id)) return user;
        }

        return null;
    }

    /// <summary>Writes what changed and what went.</summary>
    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var user in _dirty)
        {
            writer.Commit(user.State.Write(writer.Begin(user.Key, user.State.MostBytes)));
            user.Dirty = false;
        }

        _dirty.Clear();
        foreach (var key in _gone.Values) writer.Remove(key);
        _gone.Clear();
    }

    /// <summary>Puts every changed user back to the stored state.</summary>
    public void Revert()
    {
        foreach (var key in _gone.Values) Rest(key, 0);
        _gone.Clear();
        foreach (var user in _dirty)
        {
            _live.Remove(user.Hash);
            if (_stored!.TryRead(VelocityActors.KindName, user.Key, out var state)) _live.Add(user.Hash, new VelocityUser(user.Hash, user.Key, VelocityState.Read(state)));
        }

        _dirty.Clear();
    }

    /// <summary>Notes a stored user at recovery.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state) => Rest(key, VelocityState.Read(state).LastArrival + _retention);

    /// <summary>Once a minute: forgets who has expired, and lets go of the others when there are too many.</summary>
    public void Sweep(long now)
    {
        if (now < _nextSweep) return;
        _nextSweep = now + SweepEvery;
        var crowded = _live.Count > options.MostLive;
        foreach (var user in _live.Values)
        {
            if (user.Dirty) continue;
            if (IsExpired(user.State, now)) _gone.Add(user.Hash, user.Key);
            else if (crowded) Rest(user.Key, user.State.LastArrival + _retention);
            else continue;
            _live.Remove(user.Hash);
        }

        _ledger.TakeDue(now, key => ForgetPassive(key.Span, now));
    }

    private static ulong HashOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]);

    private bool IsExpired(VelocityState state, long now) => state.LastArrival != long.MinValue && state.LastArrival + _retention < now;

    private VelocityUser Load(in EventRow row, EventBatch batch)
    {
        var id = batch.Bytes(row.UserId);
        var key = new byte[SessionKey.Length(row.Tenant, UserIdentity.ByHash, id.Length)];
        SessionKey.Write(key, row.Tenant, UserIdentity.ByHash, id, row.UserHash);
        var state = Passive > 0 && !_gone.ContainsKey(row.UserHash) && _stored!.TryRead(VelocityActors.KindName, key, out var stored) ? VelocityState.Read(stored) : null;
        if (state is not null) Passive--;
        else _gone.Remove(row.UserHash);
        var user = new VelocityUser(row.UserHash, key, state ?? new VelocityState());
        _live.Add(user.Hash, user);
        return user;
    }

    private void Rest(ReadOnlySpan<byte> key, long expiresAt)
    {
        Passive++;
        _ledger.Add(expiresAt, key);
    }

    private void ForgetPassive(ReadOnlySpan<byte> key, long now)
    {
        var hash = HashOf(key);
        if (_live.ContainsKey(hash) || _gone.ContainsKey(hash) || !_stored!.TryRead(VelocityActors.KindName, key, out var state)) return;
        if (!IsExpired(VelocityState.Read(state), now)) return;
        Passive--;
        _gone.Add(hash, key.ToArray());
    }
}
