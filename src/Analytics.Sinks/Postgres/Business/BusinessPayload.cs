using System.Buffers.Binary;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>One delivery's bytes: a version, the lengths, the rows of events, the rows of sessions.</summary>
internal readonly struct BusinessPayload
{
    private const byte Version = 1;
    private const int HeaderLength = 1 + 4 + 4 + 4;

    private BusinessPayload(int eventRows, ReadOnlyMemory<byte> events, ReadOnlyMemory<byte> sessions)
    {
        EventRows = eventRows;
        Events = events;
        Sessions = sessions;
    }

    internal int EventRows { get; }

    internal ReadOnlyMemory<byte> Events { get; }

    internal ReadOnlyMemory<byte> Sessions { get; }

    internal static byte[] Join(CopyRows events, CopyRows sessions)
    {
        var payload = new byte[HeaderLength + events.Length + sessions.Length];
        payload[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(1), events.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(5), events.Length);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(9), sessions.Length);
        events.Bytes.CopyTo(payload.AsSpan(HeaderLength));
        sessions.Bytes.CopyTo(payload.AsSpan(HeaderLength + events.Length));
        return payload;
    }

    /// <exception cref="InvalidDataException">It was not written by <see cref="Join"/> of this version.</exception>
    internal static BusinessPayload Split(ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span;
        if (bytes.Length < HeaderLength || bytes[0] != Version) throw new InvalidDataException("A delivery for PostgreSQL has an unknown format.");
        var events = BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        var sessions = BinaryPrimitives.ReadInt32LittleEndian(bytes[9..]);
        if (events < 0 || sessions < 0 || HeaderLength + (long)events + sessions != bytes.Length)
            throw new InvalidDataException("A delivery for PostgreSQL has a wrong length.");
        return new BusinessPayload(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]), payload.Slice(HeaderLength, events), payload.Slice(HeaderLength + events, sessions));
    }
}
