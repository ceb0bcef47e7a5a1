using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities.Sessions;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Sessions;

namespace Analytics.Actors.Entities;

/// <summary>
/// The sessions of every user on one shard. An event of a user belongs to the user's sessions; one without a user to those of its client session
/// id; one with neither to none. A session is emitted when its tenant's watermark has passed its end and the gap, and again when a late event changed it.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="tenants">Gaps and currencies.</param>
public sealed class SessionActors(SessionOptions options, ITenantDirectory tenants) : IEntityKind
{
    /// <summary>Name of the kind.</summary>
    public const string KindName = "session";

    private readonly SessionBook _book = new(options, tenants);
    private readonly List<DueSession> _due = [];
    private EntityContext? _context;

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public EntityCounts Counts => new(_book.Table.Count, _book.Passive, _book.Table.Bytes + _book.Pools.Bytes);

    /// <summary>Sessions of a tenant that are open (or changed and not yet emitted again). Ask on the shard's thread.</summary>
    public long OpenSessions(int tenant) => _book.KnownTenant(tenant)?.Open ?? 0;

    /// <inheritdoc/>
    public void Receive(EventBatch batch, EntityContext context)
    {
        const int SlotsAhead = 20;
        const int EntriesAhead = 12;
        const int PartsAhead = 6;
        Use(context);
        var rows = batch.Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + SlotsAhead < rows.Length) _book.Table.PrefetchSlot(HashOf(rows[i + SlotsAhead]));
            if (i + EntriesAhead < rows.Length) _book.Table.PrefetchEntry(HashOf(rows[i + EntriesAhead]));
            if (i + EntriesAhead < rows.Length) SessionTable.PrefetchTexts(rows[i + EntriesAhead], batch);
            if (i + PartsAhead < rows.Length) _book.Table.PrefetchParts(HashOf(rows[i + PartsAhead]));
            ref readonly var row = ref rows[i];
            context.Row = i;
            if ((row.Flags & EventFlags.SetAside) == 0 && (row.UserHash != 0 || !row.SessionId.IsEmpty)) Receive(row, batch, context.Effects);
        }
    }

    /// <inheritdoc/>
    public void Advance(long nowMicros, EntityContext context)
    {
        Use(context);
        _book.RefreshSettings();
        _book.Sweep(nowMicros);
    }

    /// <inheritdoc/>
    public void Emit(EffectBatch effects)
    {
        if (_context is null) return;
        foreach (var tenant in _book.Tenants) FireTimers(tenant, _context.Watermarks.Of(tenant.Symbol));
        if (_due.Count > 1) _due.Sort(CompareDue);
        foreach (var due in _due) Emit(due, effects);
        _due.Clear();
    }

    /// <inheritdoc/>
    public void WriteChanges(IEntityWriter writer) => _book.WriteChanges(writer);

    /// <inheritdoc/>
    public void Revert(EntityContext context)
    {
        Use(context);
        _due.Clear();
        _book.Revert();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state) => _book.Restore(key, state);

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, long Events)> Busiest(int most)
    {
        var top = new PriorityQueue<int, uint>();
        for (var place = 0; place < _book.Table.Places; place++)
        {
            ref var entry = ref _book.Table[place];
            if (!entry.Live) continue;
            if (top.Count < most) top.Enqueue(place, entry.Activity);
            else top.EnqueueDequeue(place, entry.Activity);
        }

        return [.. top.UnorderedItems.Select(item => (Label(item.Element), (long)item.Priority))
            .OrderByDescending(item => item.Item2).ThenBy(item => item.Item1, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target)
    {
        Use(context);
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return false;
        var place = Find(Symbols.Intern(key[..colon]), Encoding.UTF8.GetBytes(key[(colon + 1)..]));
        if (place < 0) return false;
        SessionDescription.Write(Label(place), ref _book.Table[place], _book, target);
        return true;
    }

    private void Use(EntityContext context)
    {
        _context = context;
        _book.Use(context.Stored);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashOf(in EventRow row) => row.UserHash != 0 ? row.UserHash : row.KeyHash;

    private void Receive(in EventRow row, EventBatch batch, EffectBatch effects)
    {
        var tenant = _book.Tenant(row.Tenant);
        var identity = row.UserHash == 0 ? UserIdentity.ClientSession : UserIdentity.UserId;
        var id = batch.Bytes(row.UserHash == 0 ? row.SessionId : row.UserId);
        if (id.IsEmpty || (tenant.EmailIsAmbiguous && (row.Flags & EventFlags.UserIsEmail) != 0)) identity |= UserIdentity.ByHash;
        var place = _book.Open(HashOf(row), tenant, identity, id, row.ReceivedAt);
        _book.MarkDirty(place);
        ref var entry = ref _book.Table[place];
        var end = _book.Rules.Apply(ref entry, row, batch, tenant, effects);
        if (row.ReceivedAt > entry.LastArrival) entry.LastArrival = row.ReceivedAt;
        entry.Activity++;
        _book.Arm(place, end + tenant.Gap, tenant);
    }

    private void FireTimers(SessionTenant tenant, long watermark)
    {
        while (tenant.Deadlines.TryTake(watermark, out var bucket, out var timers))
        {
            foreach (var (place, generation) in timers) Fire(place, generation, bucket, tenant, watermark);
            tenant.Deadlines.Return(timers);
        }
    }

    private void Fire(int place, int generation, int bucket, SessionTenant tenant, long watermark)
    {
        ref var entry = ref _book.Table[place];
        if (entry.Generation != generation || entry.ArmedBucket != bucket) return;
        entry.ArmedBucket = UserEntry.NotArmed;
        for (var i = 0; i < UserSessions.Count(entry); i++)
        {
            ref var session = ref _book.Rules.At(ref entry, i);
            if (!session.Pending) continue;
            var deadline = session.End + tenant.Gap;
            if (DeadlineBuckets.IsDue(deadline, watermark)) _due.Add(new DueSession(deadline, place, session.Start));
            else _book.Arm(place, deadline, tenant);
        }
    }

    private void Emit(DueSession due, EffectBatch effects)
    {
        ref var entry = ref _book.Table[due.Place];
        var tenant = _book.Tenant(entry.Tenant);
        var index = 0;
        while (_book.Rules.At(ref entry, index).Start != due.Start) index++;
        ref var session = ref _book.Rules.At(ref entry, index);
        _book.MarkDirty(due.Place);
        _book.Rows.Emit(entry, ref session, tenant.Currency, effects);
        session.Pending = false;
        tenant.Open--;
    }

    // By deadline, then by name: places and symbols differ between processes.
    private int CompareDue(DueSession left, DueSession right)
    {
        var byDeadline = left.Deadline.CompareTo(right.Deadline);
        if (byDeadline != 0 || left.Place == right.Place) return byDeadline != 0 ? byDeadline : left.Start.CompareTo(right.Start);
        ref var leftUser = ref _book.Table[left.Place];
        ref var rightUser = ref _book.Table[right.Place];
        var byTenant = Symbols.Utf8(leftUser.Tenant).SequenceCompareTo(Symbols.Utf8(rightUser.Tenant));
        if (byTenant != 0) return byTenant;
        var byIdentity = leftUser.Identity.CompareTo(rightUser.Identity);
        if (byIdentity != 0) return byIdentity;
        var byId = _book.Table.IdOf(leftUser).SequenceCompareTo(_book.Table.IdOf(rightUser));
        return byId != 0 ? byId : leftUser.Hash.CompareTo(rightUser.Hash);
    }

    private int Find(int tenant, byte[] id)
    {
        for (var place = 0; place < _book.Table.Places; place++)
        {
            ref var entry = ref _book.Table[place];
            if (entry.Live && entry.Tenant == tenant && _book.Table.IdOf(entry).SequenceEqual(id)) return place;
        }

        var user = _book.Load(_book.KeyOf(tenant, UserIdentity.UserId, id, 0));
        return user >= 0 ? user : _book.Load(_book.KeyOf(tenant, UserIdentity.ClientSession, id, 0));
    }

    private string Label(int place)
    {
        ref var entry = ref _book.Table[place];
        return $"{Symbols.Text(entry.Tenant)}:{Encoding.UTF8.GetString(_book.Table.IdOf(entry))}";
    }

    private readonly record struct DueSession(long Deadline, int Place, long Start);
}
