using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>Members of an object as they stand in the text, from the key's quote to the value's last byte.</summary>
internal sealed class MemberList
{
    private Utf8Slice[] _members = new Utf8Slice[32];

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    /// <summary>The members in the order they were added.</summary>
    public ReadOnlySpan<Utf8Slice> Members => _members.AsSpan(0, Count);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a member.</summary>
    public void Add(int offset, int length)
    {
        if (Count == _members.Length) Array.Resize(ref _members, Count * 2);
        SliceWriter.Put(out _members[Count++], offset, length);
    }
}
