using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Ingestion.Decoding;

/// <summary>The known fields that an event has, by scope. A field that is <c>null</c> counts as absent.</summary>
internal sealed class FieldTokens
{
    private const int FieldsPerScope = 128;
    private readonly Token[] _tokens = new Token[FieldsPerScope * 3];
    private readonly ulong[] _present = new ulong[6];

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(_present);

    /// <summary>Keeps a field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Scope scope, Field field, in Token token)
    {
        _present[((int)scope << 1) | ((int)field >> 6)] |= 1UL << (int)field;
        _tokens[((int)scope * FieldsPerScope) + (int)field] = token;
    }

    /// <summary>The fields of the envelope that are present and not taken.</summary>
    public ulong EnvelopeLeft => _present[0];

    /// <summary>The fields of the content that stand beside the envelope and are not taken.</summary>
    public ulong ContentLeft => _present[1];

    /// <summary>Where a field stands.</summary>
    public ref readonly Token this[Scope scope, Field field] => ref _tokens[((int)scope * FieldsPerScope) + (int)field];

    /// <summary>True when a field is present and not taken.</summary>
    public bool Has(Scope scope, Field field) => (_present[((int)scope << 1) | ((int)field >> 6)] & (1UL << (int)field)) != 0;

    /// <summary>True when any field of a group is present and not taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasAny(Scope scope, Group group) => (_present[((int)scope << 1) | group.Word] & group.Mask) != 0;

    /// <summary>The first field present of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(Scope scope, Group group, out Field field)
    {
        var bits = _present[((int)scope << 1) | group.Word] & group.Mask;
        field = (Field)(BitOperations.TrailingZeroCount(bits) | (group.Word << 6));
        return bits != 0;
    }

    /// <summary>Marks a field as taken by a column, so that it is not kept among the properties.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(Scope scope, Field field) => _present[((int)scope << 1) | ((int)field >> 6)] &= ~(1UL << (int)field);
}
