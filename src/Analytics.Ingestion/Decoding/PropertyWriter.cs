using System.Numerics;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding.CloudEvents;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// What no column holds, as one JSON object: the members of the event's property object, then its other fields as they were sent. When nothing but the
/// property object is left it is a slice of the event. A field whose name a property has already gets a <c>$</c> in front, as many as it takes.
/// </summary>
internal sealed unsafe class PropertyWriter(EventParser parser)
{
    private int[] _prefixes = new int[32];

    /// <summary>Fills <see cref="EventRow.Properties"/>; what was not taken until now counts as left over.</summary>
    public void Write(ref EventRow row, EventBatch batch, byte* origin, CloudEvent? cloud)
    {
        var envelope = parser.Fields.EnvelopeLeft;
        var content = parser.Fields.ContentLeft;
        if (envelope != 0) KeepKnown(envelope, 0, origin);
        if (content != 0) KeepKnown(content, 64, origin);
        if (cloud is not null) KeepAttributes(cloud);
        if (parser.Others.Count > 0) row.Properties = Compose(ref row, batch, origin);
        else if (parser.HasProperties) Keep(ref row, batch);
        if (!parser.Personal.IsAny) return;
        row.Flags |= EventFlags.PersonalProperties;
        // Part of a list would be worse than none.
        if (!parser.Personal.IsComplete || row.PersonalCount < parser.Personal.Values.Length) row.PersonalCount = 0;
    }

    private void Keep(ref EventRow row, EventBatch batch)
    {
        row.Properties = parser.PropertyObject;
        NotePersonal(ref row, batch, row.Properties, row.Properties.Offset);
    }

    // The personal values of a part of the event that now stands at another place.
    private void NotePersonal(ref EventRow row, EventBatch batch, Utf8Slice part, int now)
    {
        foreach (var value in parser.Personal.Values)
            if (value.Offset >= part.Offset && value.Offset < part.Offset + part.Length) batch.AddPersonal(ref row, value with { Offset = value.Offset - part.Offset + now });
    }

    private void KeepAttributes(CloudEvent cloud)
    {
        foreach (ref readonly var attribute in cloud.Attributes)
            if (!attribute.IsTaken) parser.AddMember(attribute.Member);
    }

    private void KeepKnown(ulong left, int first, byte* origin)
    {
        for (; left != 0; left &= left - 1)
        {
            ref readonly var token = ref parser.Fields[Scope.Event, (Field)(first + BitOperations.TrailingZeroCount(left))];
            parser.Others.Add(token.Member, token.End - token.Member);
            parser.NotePersonal(token);
        }
    }

    private Utf8Slice Compose(ref EventRow row, EventBatch batch, byte* origin)
    {
        var records = batch.Records;
        var target = records.Reserve(Measure(origin) + JsonText.Overread);
        var start = records.Length;
        var length = 1;
        target[0] = (byte)'{';
        if (parser.HasProperties)
        {
            var members = MembersOf(parser.PropertyObject, origin);
            new ReadOnlySpan<byte>(origin + members.Offset, members.Length).CopyTo(target[1..]);
            NotePersonal(ref row, batch, members, start + 1);
            length += members.Length;
        }

        for (var i = 0; i < parser.Others.Count; i++)
        {
            if (length > 1) target[length++] = (byte)',';
            var member = parser.Others.Members[i];
            target[length++] = (byte)'"';
            target.Slice(length, _prefixes[i]).Fill((byte)'$');
            length += _prefixes[i];
            new ReadOnlySpan<byte>(origin + member.Offset + 1, member.Length - 1).CopyTo(target[length..]);
            NotePersonal(ref row, batch, member, start + length - 1);
            length += member.Length - 1;
        }

        target[length++] = (byte)'}';
        return records.Commit(length);
    }

    private int Measure(byte* origin)
    {
        if (_prefixes.Length < parser.Others.Count) _prefixes = new int[parser.Others.Count * 2];
        var size = parser.PropertyObject.Length + 2;
        for (var i = 0; i < parser.Others.Count; i++)
        {
            var member = parser.Others.Members[i];
            _prefixes[i] = parser.HasProperties || parser.HasForeignMembers ? parser.AddPropertyKey(origin + member.Offset) : 0;
            size += member.Length + 1 + _prefixes[i];
        }

        return size;
    }

    private static Utf8Slice MembersOf(Utf8Slice value, byte* origin)
    {
        var inside = new ReadOnlySpan<byte>(origin + value.Offset + 1, value.Length - 2).TrimEnd(" \t\r\n"u8);
        var members = inside.TrimStart(" \t\r\n"u8);
        return new Utf8Slice(value.Offset + 1 + inside.Length - members.Length, members.Length);
    }
}
