using System.Buffers.Binary;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>One delivery's bytes: a version, the number of events, the lengths of the sections, the sections. Each is the rows of one table for COPY.</summary>
internal readonly struct BusinessPayload
{
    private const byte Version = 2;
    private const int Sections = 3;
    private const int HeaderLength = 1 + 4 + Sections * 4;
    private readonly ReadOnlyMemory<byte>[] _sections;

    private BusinessPayload(int eventRows, ReadOnlyMemory<byte>[] sections)
    {
        EventRows = eventRows;
        _sections = sections;
    }

    internal int EventRows { get; }

    internal ReadOnlyMemory<byte> Events => _sections[0];

    /// <summary>What is merged into users, products, purchases and payments.</summary>
    internal ReadOnlyMemory<byte> Facts => _sections[1];

    internal ReadOnlyMemory<byte> Sessions => _sections[2];

    internal static byte[] Join(CopyRows events, CopyRows facts, CopyRows sessions)
    {
        ReadOnlySpan<CopyRows> sections = [events, facts, sessions];
        var length = HeaderLength;
        foreach (var section in sections) length = checked(length + section.Length);
        var payload = GC.AllocateUninitializedArray<byte>(length);
        payload[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(1), events.Rows);
        var at = HeaderLength;
        for (var number = 0; number < Sections; number++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(LengthAt(number)), sections[number].Length);
            sections[number].Bytes.CopyTo(payload.AsSpan(at));
            at += sections[number].Length;
        }

        return payload;
    }

    /// <exception cref="InvalidDataException">It was not written by <see cref="Join"/> of this version.</exception>
    internal static BusinessPayload Split(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < HeaderLength || payload.Span[0] != Version) throw new InvalidDataException("A delivery for PostgreSQL has an unknown format.");
        var sections = new ReadOnlyMemory<byte>[Sections];
        var rest = payload[HeaderLength..];
        for (var number = 0; number < Sections; number++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(payload.Span[LengthAt(number)..]);
            if (length < 0 || length > rest.Length) throw WrongLength();
            sections[number] = rest[..length];
            rest = rest[length..];
        }

        return rest.IsEmpty ? new BusinessPayload(BinaryPrimitives.ReadInt32LittleEndian(payload.Span[1..]), sections) : throw WrongLength();
    }

    private static int LengthAt(int section) => 1 + 4 + section * 4;

    private static InvalidDataException WrongLength() => new("A delivery for PostgreSQL has a wrong length.");
}
