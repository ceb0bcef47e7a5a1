namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>A column of <c>String</c>: each value its length and its bytes.</summary>
internal sealed class TextColumn(string name) : NativeColumn(name, "String")
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <inheritdoc/>
    protected override int BodySize => _length;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length - _length < utf8.Length + 5) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, _length + utf8.Length + 5L)));
        if (utf8.Length < 0x80) _bytes[_length++] = (byte)utf8.Length;
        else _length += VarInt.Write((ulong)utf8.Length, _bytes.AsSpan(_length));
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <inheritdoc/>
    public override void Clear() => _length = 0;

    /// <inheritdoc/>
    protected override void WriteBody(Span<byte> target) => _bytes.AsSpan(0, _length).CopyTo(target);
}
