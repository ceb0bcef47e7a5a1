using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// The values with personal names of one event, outside of its known fields, as far as masking can replace them where they stand. With an object, an array or a
/// text with escapes among them, or with very many, the list is not complete and masking reads the properties again.
/// </summary>
internal sealed class PersonalMembers
{
    private readonly PersonalValue[] _values = new PersonalValue[16];
    private int _count;

    /// <summary>True when there is any.</summary>
    public bool IsAny { get; private set; }

    /// <summary>True when all are in <see cref="Values"/>.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The values in the order of the text.</summary>
    public ReadOnlySpan<PersonalValue> Values => _values.AsSpan(0, _count);

    /// <summary>Forgets all.</summary>
    public void Clear() => (_count, IsAny, IsComplete) = (0, false, true);

    /// <summary>Notes that there is one that is not in the list.</summary>
    public void Miss() => (IsAny, IsComplete) = (true, false);

    /// <summary>Adds a value.</summary>
    public void Add(int offset, int length, PersonalKind kind)
    {
        IsAny = true;
        if (_count == _values.Length) Miss();
        else _values[_count++] = new PersonalValue(offset, length, kind);
    }
}
