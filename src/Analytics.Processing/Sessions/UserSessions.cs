using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Sessions;

/// <summary>
/// What an event does to its user's sessions. A session is a run of events of which none is more than the gap after the one before; exactly the gap apart still belongs together (windows
/// that touch merge, as in Flink). Sessions of a user therefore lie more than the gap apart, and an event touches none, one, or the two
/// that it joins. The result depends on the set of events only, not on the order of their arrival.
/// </summary>
/// <param name="pools">Where the variable parts lie.</param>
/// <param name="rows">Where retractions go.</param>
public sealed class UserSessions(SessionPools pools, SessionRows rows)
{
    /// <summary>Applies one event and returns the end of the session that it now belongs to.</summary>
    public long Apply(ref UserEntry user, in EventRow row, EventBatch batch, SessionTenant tenant, EffectBatch effects)
    {
        ref var last = ref user.Last;
        if (last.Events == 0 || row.Timestamp < last.Start || row.Timestamp > last.End + tenant.Gap)
        {
            ref var session = ref Place(ref user, row.Timestamp, tenant, effects);
            Add(ref session, row, batch, tenant);
            return session.End;
        }

        Add(ref last, row, batch, tenant);
        return last.End;
    }

    /// <summary>The session at a place in time order: 0 up to <see cref="UserEntry.EarlierCount"/>, which is the latest.</summary>
    public ref SessionState At(ref UserEntry user, int index)
    {
        if (index == user.EarlierCount) return ref user.Last;
        return ref pools.Earlier.Of(user.Earlier)[index];
    }

    /// <summary>Number of sessions.</summary>
    public static int Count(in UserEntry user) => user.Last.Events == 0 ? 0 : user.EarlierCount + 1;

    /// <summary>Puts a cleared session behind all others and returns it.</summary>
    public ref SessionState Append(ref UserEntry user)
    {
        if (user.Last.Events > 0) Insert(ref user, user.EarlierCount, user.Last);
        user.Last = default;
        return ref user.Last;
    }

    /// <summary>The session is open, or changed after it was emitted.</summary>
    public static void MarkPending(ref SessionState session, SessionTenant tenant)
    {
        if (session.Pending) return;
        session.Pending = true;
        tenant.Open++;
    }

    // The session that a time belongs to, made by moving, joining or creating, with its bounds already stretched to the time.
    private ref SessionState Place(ref UserEntry user, long timestamp, SessionTenant tenant, EffectBatch effects)
    {
        var index = Count(user);
        while (index > 0 && At(ref user, index - 1).Start - tenant.Gap > timestamp) index--;
        if (index > 0 && timestamp <= At(ref user, index - 1).End + tenant.Gap)
        {
            ref var touched = ref At(ref user, --index);
            if (timestamp < touched.Start)
            {
                Retract(ref user, ref touched, effects);
                SessionPath.MoveStart(ref touched, timestamp, pools);
            }

            // Joining from the left: the one before may reach this far.
            if (index > 0 && timestamp - At(ref user, index - 1).End <= tenant.Gap) index = Join(ref user, index, tenant, effects);
            return ref At(ref user, index);
        }

        if (index == Count(user)) Append(ref user);
        else Insert(ref user, index, default);
        ref var created = ref At(ref user, index);
        created.Start = created.End = timestamp;
        return ref created;
    }

    // Merges the session at index into the one before it and returns the place of the result.
    private int Join(ref UserEntry user, int index, SessionTenant tenant, EffectBatch effects)
    {
        ref var target = ref At(ref user, index - 1);
        ref var source = ref At(ref user, index);
        Retract(ref user, ref source, effects);
        if (source.Pending) tenant.Open--;
        Merge(ref target, source);
        pools.Free(ref source);
        if (index == user.EarlierCount)
        {
            user.Last = target;
            user.EarlierCount--;
        }
        else
        {
            var earlier = pools.Earlier.Of(user.Earlier);
            earlier[(index + 1)..user.EarlierCount].CopyTo(earlier[index..]);
            user.EarlierCount--;
        }

        return index - 1;
    }

    private void Merge(ref SessionState target, in SessionState source)
    {
        target.Events += source.Events;
        target.Pages += source.Pages;
        foreach (var (currency, micros) in SessionRevenue.Of(source, pools)) SessionRevenue.Pay(ref target, currency, micros, pools);
        SessionFacts.Merge(ref target, source, pools);
        SessionPath.Merge(ref target, source, pools);
    }

    private void Add(ref SessionState session, in EventRow row, EventBatch batch, SessionTenant tenant)
    {
        session.Events++;
        var isPage = row.Kind == EventKind.PageView;
        if (isPage) session.Pages++;
        var step = isPage && !row.Url.IsEmpty ? PageAddress.PageOf(batch.Bytes(row.Url)) : PageAddress.Cut(Symbols.Utf8(row.Type));
        SessionPath.Add(ref session, StepOrder.Of(row.Timestamp, row.Kind), step, pools);
        if ((row.Flags & EventFlags.HasAmount) != 0 && row.Kind is EventKind.Payment or EventKind.Purchase)
            SessionRevenue.Pay(ref session, row.Currency != 0 ? row.Currency : tenant.Currency, row.AmountMicros, pools);
        SessionFacts.Note(ref session, row);
        if (!row.UtmCampaign.IsEmpty) SessionFacts.NoteCampaign(ref session, PageAddress.Cut(batch.Bytes(row.UtmCampaign)), row.Timestamp, pools);
        MarkPending(ref session, tenant);
    }

    private void Retract(ref UserEntry user, ref SessionState session, EffectBatch effects)
    {
        if (session.Revision > 0) rows.Retract(user, session, effects);
        session.Revision = 0;
    }

    private void Insert(ref UserEntry user, int index, SessionState session)
    {
        if (user.EarlierCount == pools.Earlier.SizeOf(user.Earlier))
            user.Earlier = user.Earlier == 0 ? pools.Earlier.Allocate(1) : pools.Earlier.Grow(user.Earlier, user.EarlierCount * 2);
        var earlier = pools.Earlier.Of(user.Earlier);
        earlier[index..user.EarlierCount].CopyTo(earlier[(index + 1)..]);
        earlier[index] = session;
        user.EarlierCount++;
    }
}
