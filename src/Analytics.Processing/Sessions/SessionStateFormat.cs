using Analytics.Contracts.Events;
using Analytics.Processing.State;

namespace Analytics.Processing.Sessions;

/// <summary>The stored form of a user's sessions: names, not symbols or numbers of the shard, times as differences.</summary>
/// <param name="pools">Where the variable parts lie.</param>
/// <param name="sessions">The rules.</param>
public sealed class SessionStateFormat(SessionPools pools, UserSessions sessions)
{
    private const byte Version = 1;
    private const int MostBytesOfSession = 160 + 2 * (PageAddress.MostBytes + 1);

    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public int MostBytes(ref UserEntry user)
    {
        var size = 64;
        for (var i = 0; i < UserSessions.Count(user); i++)
        {
            ref var session = ref sessions.At(ref user, i);
            size += MostBytesOfSession + Symbols.Utf8(session.Device).Length + Symbols.Utf8(session.City).Length + Symbols.Utf8(session.Country).Length + session.PathEnd;
            foreach (var (currency, _) in SessionRevenue.Of(session, pools)) size += 30 + Symbols.Utf8(currency).Length;
        }

        return size;
    }

    /// <summary>Writes the state and returns its length.</summary>
    public int Write(ref UserEntry user, Span<byte> target)
    {
        var writer = new StateWriter(target);
        writer.Byte(Version);
        writer.UInt64(user.Hash);
        writer.SignedVarint(user.LastArrival);
        writer.Varint((ulong)UserSessions.Count(user));
        for (var i = 0; i < UserSessions.Count(user); i++) WriteSession(ref writer, sessions.At(ref user, i));
        return writer.Position;
    }

    /// <summary>Reads what is needed before the rest: the hash, the last arrival, and whether anything was still to be emitted.</summary>
    public static (ulong Hash, long LastArrival) ReadHead(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        reader.Expect(Version);
        return (reader.UInt64(), reader.SignedVarint());
    }

    /// <summary>Reads a stored state into an entry without sessions; says whether any session waits for emission.</summary>
    /// <exception cref="StateDamagedException">The bytes are not a user's sessions.</exception>
    public bool Read(ref UserEntry user, ReadOnlySpan<byte> state, SessionTenant tenant)
    {
        var reader = new StateReader(state);
        reader.Expect(Version);
        reader.UInt64();
        user.LastArrival = reader.SignedVarint();
        var pending = false;
        for (var left = reader.Count(state.Length); left > 0; left--)
        {
            ref var session = ref sessions.Append(ref user);
            if (ReadSession(ref reader, ref session)) UserSessions.MarkPending(ref session, tenant);
            pending |= session.Pending;
        }

        return pending;
    }

    private void WriteSession(ref StateWriter writer, in SessionState session)
    {
        writer.Byte(session.Pending ? (byte)1 : (byte)0);
        writer.SignedVarint(session.Start);
        writer.Varint((ulong)(session.End - session.Start));
        writer.Varint(session.Revision);
        writer.Varint(session.Events);
        writer.Varint(session.Pages);
        writer.Byte(session.ExitRank);
        writer.ShortText(SessionPath.Exit(session, pools));
        WriteFact(ref writer, Symbols.Utf8(session.Device), session.DeviceAt - session.Start);
        WriteFact(ref writer, Symbols.Utf8(session.City), session.CityAt - session.Start);
        WriteFact(ref writer, Symbols.Utf8(session.Country), session.CountryAt - session.Start);
        writer.ShortText(pools.Campaign(session.Campaign));
        if (session.Campaign != 0) writer.Varint((ulong)(session.CampaignAt - session.Start));
        WriteRevenue(ref writer, session);
        writer.Byte(session.PathCount);
        writer.Raw(SessionPath.Encoded(session, pools));
    }

    private bool ReadSession(ref StateReader reader, ref SessionState session)
    {
        var pending = reader.Byte() != 0;
        session.Start = reader.SignedVarint();
        session.End = session.Start + (long)reader.Varint();
        session.Revision = (uint)reader.Varint();
        session.Events = (uint)reader.Varint();
        session.Pages = (uint)reader.Varint();
        session.ExitRank = reader.Byte();
        var exit = reader.ShortText();
        session.Device = ReadSymbol(ref reader, session.Start, ref session.DeviceAt);
        session.City = ReadSymbol(ref reader, session.Start, ref session.CityAt);
        session.Country = ReadSymbol(ref reader, session.Start, ref session.CountryAt);
        session.Campaign = pools.KeepCampaign(reader.ShortText());
        if (session.Campaign != 0) session.CampaignAt = session.Start + (long)reader.Varint();
        for (var left = reader.Count(1 << 16); left > 0; left--)
        {
            var currency = Symbols.Intern(reader.Text());
            SessionRevenue.Pay(ref session, currency, reader.Sum(), pools);
        }

        int steps = reader.Byte();
        var path = reader.Position;
        for (var left = steps; left > 0; left--)
        {
            reader.Varint();
            reader.ShortText();
        }

        SessionPath.Restore(ref session, steps, reader.Since(path), exit, pools);
        return pending;
    }

    private static void WriteFact(ref StateWriter writer, ReadOnlySpan<byte> text, long after)
    {
        writer.Text(text);
        if (!text.IsEmpty) writer.Varint((ulong)after);
    }

    private static int ReadSymbol(ref StateReader reader, long start, ref long at)
    {
        var symbol = Symbols.Intern(reader.Text());
        if (symbol != 0) at = start + (long)reader.Varint();
        return symbol;
    }

    private void WriteRevenue(ref StateWriter writer, in SessionState session)
    {
        var sums = SessionRevenue.Of(session, pools);
        writer.Varint((ulong)sums.Length);
        foreach (var (currency, micros) in sums)
        {
            writer.Text(Symbols.Utf8(currency));
            writer.Sum(micros);
        }
    }
}
