using System.Buffers.Binary;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;

namespace Analytics.Processing.Sessions;

/// <summary>Turns sessions into rows.</summary>
/// <param name="pools">Where the variable parts lie.</param>
public sealed class SessionRows(SessionPools pools)
{
    private const ulong IdSeed = 0x5E5510;
    private const int MostBytesEscaped = 6;

    /// <summary>Id of a session: a hash of tenant, user and first event's time. The same in every replay and for every order of arrival.</summary>
    public UInt128 IdOf(in UserEntry user, long start)
    {
        var tenant = Symbols.Utf8(user.Tenant);
        var id = pools.IdOf(user);
        var size = tenant.Length + id.Length + 18;
        var key = size <= 512 ? stackalloc byte[512] : new byte[size];
        tenant.CopyTo(key);
        key[tenant.Length] = 0;
        key[tenant.Length + 1] = (byte)user.Identity;
        BinaryPrimitives.WriteUInt64LittleEndian(key[(tenant.Length + 2)..], user.Hash);
        BinaryPrimitives.WriteInt64LittleEndian(key[(tenant.Length + 10)..], start);
        id.CopyTo(key[(tenant.Length + 18)..]);
        return KeyHash.Compute128(key[..size], IdSeed);
    }

    /// <summary>Emits the session as it is now, under its next revision.</summary>
    public void Emit(in UserEntry user, ref SessionState session, int tenantCurrency, EffectBatch effects)
    {
        var row = Begin(user, session.Start, ++session.Revision, effects.Text);
        row.End = session.End;
        row.Events = session.Events;
        row.Pages = session.Pages;
        (row.Currency, row.RevenueMicros) = Revenue(session, tenantCurrency);
        row.Entry = effects.Text.Append(SessionPath.Entry(session, pools));
        row.Exit = effects.Text.Append(SessionPath.Exit(session, pools));
        row.Path = WritePath(session, effects.Text);
        row.Device = session.Device;
        row.City = session.City;
        row.Country = session.Country;
        row.Campaign = effects.Text.Append(pools.Campaign(session.Campaign));
        effects.Sessions.Add(row);
    }

    /// <summary>Takes back what was emitted under the session's present start.</summary>
    public void Retract(in UserEntry user, in SessionState session, EffectBatch effects)
    {
        var row = Begin(user, session.Start, session.Revision + 1, effects.Text);
        row.End = session.Start;
        row.Retracted = true;
        effects.Sessions.Add(row);
    }

    /// <summary>
    /// A row has one currency: the tenant's when anything was paid in it, otherwise the first of the codes. (All payments are in the events and the windows.)
    /// </summary>
    public (int Currency, Int128 Sum) Revenue(in SessionState session, int tenantCurrency)
    {
        var best = default(CurrencySum);
        foreach (var sum in SessionRevenue.Of(session, pools))
        {
            if (sum.Currency == tenantCurrency) return (sum.Currency, sum.Micros);
            if (best.Currency == 0 || Symbols.Utf8(sum.Currency).SequenceCompareTo(Symbols.Utf8(best.Currency)) < 0) best = sum;
        }

        return (best.Currency, best.Micros);
    }

    private SessionRow Begin(in UserEntry user, long start, uint revision, RecordBatch text) => new()
    {
        Tenant = user.Tenant,
        UserId = (user.Identity & UserIdentity.ClientSession) != 0 ? default : text.Append(pools.IdOf(user)),
        SessionId = IdOf(user, start),
        Start = start,
        Revision = revision,
    };

    private Utf8Slice WritePath(in SessionState session, RecordBatch text)
    {
        var target = text.Reserve(2 + (session.PathCount * 3) + (session.PathEnd * MostBytesEscaped));
        var length = 0;
        target[length++] = (byte)'[';
        foreach (var step in SessionPath.Of(session, pools))
        {
            if (length > 1) target[length++] = (byte)',';
            target[length++] = (byte)'"';
            length += Escape(step.Text, target[length..]);
            target[length++] = (byte)'"';
        }

        target[length++] = (byte)']';
        return text.Commit(length);
    }

    private static int Escape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var length = 0;
        foreach (var value in source)
        {
            if (value is >= 0x20 and not (byte)'"' and not (byte)'\\')
            {
                target[length++] = value;
                continue;
            }

            target[length++] = (byte)'\\';
            if (value >= 0x20)
            {
                target[length++] = value;
                continue;
            }

            "u00"u8.CopyTo(target[length..]);
            target[length + 3] = (byte)(value < 16 ? '0' : '1');
            target[length + 4] = "0123456789abcdef"u8[value & 15];
            length += 5;
        }

        return length;
    }
}
