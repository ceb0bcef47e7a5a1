using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>The names of the properties, as they will be stored: each one once.</summary>
internal sealed unsafe partial class EventParser
{
    /// <summary>
    /// Adds a field, given by the quote that opens its key, to the members of the property object. Returns how many <c>$</c> its name needs in front
    /// to be a new one.
    /// </summary>
    public int AddPropertyKey(byte* member)
    {
        var key = KeyOf(member, out var length);
        for (var prefix = 0; ; prefix++)
        {
            var name = key;
            if (prefix > 0)
            {
                name = _scratch.Reserve(length + prefix);
                new Span<byte>(name, prefix).Fill((byte)'$');
                new ReadOnlySpan<byte>(key, length).CopyTo(new Span<byte>(name + prefix, length));
            }

            if (!IsNewPropertyKey(name, length + prefix)) continue;
            if (prefix > 0) _scratch.Commit(length + prefix);
            return prefix;
        }
    }

    /// <summary>Adds a member that does not stand in the event itself, but in the same buffer; its name may be one that the event has.</summary>
    public void AddMember(Utf8Slice member)
    {
        Others.Add(member.Offset, member.Length);
        var key = KeyOf(_origin + member.Offset, out var length);
        if (PersonalNames.Classify(new ReadOnlySpan<byte>(key, length)) != PersonalKind.None) Personal.Miss();
        HasForeignMembers = true;
    }

    /// <summary>Notes the value of a known field that becomes a property when its name is personal.</summary>
    public void NotePersonal(in Token token)
    {
        var key = KeyOf(_origin + token.Member, out var length);
        var kind = PersonalNames.Classify(new ReadOnlySpan<byte>(key, length));
        if (kind != PersonalKind.None) NotePersonal(_origin + token.Start - (token.IsText ? 1 : 0), kind);
    }

    // What columns take has a mask of its own.
    private void NotePersonal(byte* value, PersonalKind kind, Scope scope, Field field)
    {
        if (field == Field.Unknown || scope != Scope.Event) NotePersonal(value, kind);
    }

    // The value is still to be checked, so what is found here of one that is no JSON does not count. Whether there is none (null), and yes or no, says
    // nothing about a person.
    private void NotePersonal(byte* value, PersonalKind kind)
    {
        if (value >= _end || *value is (byte)'t' or (byte)'f' or (byte)'n') return;
        var end = *value == '"' ? JsonText.FindStringEnd(value + 1, _end) : JsonText.SkipNumber(value, _end);
        if (end == null || (*value == '"' && (end >= _end || *end++ != '"'))) Personal.Miss();
        else Personal.Add((int)(value - _origin), (int)(end - value), kind);
    }

    private byte* KeyOf(byte* member, out int length)
    {
        var key = member + 1;
        var quote = JsonText.FindStringEnd(key, _end);
        length = (int)(quote - key);
        if (*quote == '"') return key;
        quote = JsonEscapes.FindClosingQuote(quote, _end, out _, out _);
        return _scratch.Resolve(key, (int)(quote - key), out length);
    }

    private bool IsNewPropertyKey(byte* key, int length)
    {
        var field = (Field)FieldNames.Table.Find(key, length);
        return field == Field.Unknown
            ? _unknownKeys.Add(_propertyKeys.Serial, key, length, _unknownKeys.Hash(key, length))
            : _propertyKeys.Add(field);
    }
}
