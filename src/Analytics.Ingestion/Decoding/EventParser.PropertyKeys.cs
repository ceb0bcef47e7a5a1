using Analytics.Contracts.Events;

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
        NotePersonalKey(_origin + member.Offset);
        HasForeignMembers = true;
    }

    /// <summary>True for the name of personal data.</summary>
    public bool IsPersonal(ReadOnlySpan<byte> name)
    {
        if (name.Length > NameTable.MaxLength) return false;
        var padded = stackalloc byte[NameTable.Overread];
        name.CopyTo(new Span<byte>(padded, NameTable.Overread));
        return _personalNames.Find(padded, name.Length) >= 0;
    }

    /// <summary>Notes whether a field, given by the quote that opens its key, is named like personal data.</summary>
    public void NotePersonalKey(byte* member)
    {
        var key = KeyOf(member, out var length);
        if (_personalNames.Find(key, length) >= 0) HasPersonalKeys = true;
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
