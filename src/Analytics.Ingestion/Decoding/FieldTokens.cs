using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Ingestion.Decoding;

/// <summary>The known fields that an event has, by scope. A field that is <c>null</c> counts as absent.</summary>
internal sealed unsafe class FieldTokens
{
    private const int FieldsPerScope = 128;
    private const int Scopes = 3;
    private readonly Token[] _memory = GC.AllocateArray<Token>(FieldsPerScope * Scopes, pinned: true);
    private readonly ulong[] _bits = GC.AllocateArray<ulong>(2 * Scopes, pinned: true);
    private readonly Token* _tokens;
    private readonly ulong* _present;

    public FieldTokens()
    {
        _tokens = (Token*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _present = (ulong*)Marshal.UnsafeAddrOfPinnedArrayElement(_bits, 0);
    }

    /// <summary>The fields of the envelope that are present and not taken.</summary>
    public ulong EnvelopeLeft => _present[0];

    /// <summary>The fields of the content that stand beside the envelope and are not taken.</summary>
    public ulong ContentLeft => _present[1];

    /// <summary>The fields of the content that are present in any scope and not taken.</summary>
    public ulong ContentAnywhere => _present[1] | _present[3] | _present[5];

    /// <summary>Where a field stands.</summary>
    public ref readonly Token this[Scope scope, Field field] => ref _tokens[((int)scope * FieldsPerScope) + (int)field];

    /// <summary>Forgets everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => new Span<ulong>(_present, 2 * Scopes).Clear();

    /// <summary>Keeps a field and returns its place to be filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Token* Add(Scope scope, Field field)
    {
        _present[((int)scope << 1) | ((int)field >> 6)] |= 1UL << (int)field;
        return &_tokens[((int)scope * FieldsPerScope) + (int)field];
    }

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
