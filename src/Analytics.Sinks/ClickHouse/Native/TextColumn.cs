using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>A column of <c>String</c>: each value its length and its bytes.</summary>
internal sealed class TextColumn(string name) : NativeColumn(name, "String")
{
    private const int ShortCopy = 32;

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <inheritdoc/>
    protected override int BodySize => _length;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length + 5L);
        if (utf8.Length < 0x80) _bytes[_length++] = (byte)utf8.Length;
        else _length += VarInt.Write((ulong)utf8.Length, _bytes.AsSpan(_length));
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <summary>Adds a slice of <paramref name="buffer"/> for each row.</summary>
    public void Add<TRow>(RowField<TRow, Utf8Slice> slices, ReadOnlySpan<byte> buffer)
        where TRow : struct
    {
        var bytes = 0L;
        for (var i = 0; i < slices.Count; i++) bytes += slices[i].Length;
        Reserve(bytes + (slices.Count * 5L) + ShortCopy);
        // Many columns are empty for most sources: a length of 0 for each row, and nothing to look at.
        if (bytes == 0)
        {
            _bytes.AsSpan(_length, slices.Count).Clear();
            _length += slices.Count;
            return;
        }

        ref var target = ref MemoryMarshal.GetArrayDataReference(_bytes);
        ref var source = ref MemoryMarshal.GetReference(buffer);
        var at = _length;
        for (var i = 0; i < slices.Count; i++)
        {
            var slice = slices[i];
            if (slice.Length < 0x80) Unsafe.Add(ref target, at++) = (byte)slice.Length;
            else at += VarInt.Write((ulong)slice.Length, _bytes.AsSpan(at));
            if (slice.Length == 0) continue;
            // Most text is short: one copy of fixed size, the rest of which the next row overwrites, is cheaper than a copy of exact size.
            if (slice.Length <= ShortCopy && slice.Offset >= 0 && slice.Offset <= buffer.Length - ShortCopy)
                Vector256.LoadUnsafe(ref Unsafe.Add(ref source, slice.Offset)).StoreUnsafe(ref Unsafe.Add(ref target, at));
            else
                buffer.Slice(slice.Offset, slice.Length).CopyTo(_bytes.AsSpan(at));
            at += slice.Length;
        }

        _length = at;
    }

    /// <inheritdoc/>
    public override void Clear() => _length = 0;

    /// <inheritdoc/>
    protected override void WriteBody(Span<byte> target) => _bytes.AsSpan(0, _length).CopyTo(target);

    private void Reserve(long size)
    {
        if (_bytes.Length - _length >= size) return;
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, _length + size)));
        if (_bytes.Length - _length < size) throw new InvalidOperationException("A column of one cut holds 2 GiB; cut earlier.");
    }
}
