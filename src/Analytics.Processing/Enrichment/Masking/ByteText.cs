namespace Analytics.Processing.Enrichment.Masking;

/// <summary>Bytes that grow at their end; keeps its memory when cleared.</summary>
internal sealed class ByteText
{
    private byte[] _bytes = new byte[1024];

    /// <summary>Bytes in use; may be set back.</summary>
    public int Length { get; set; }

    /// <summary>The bytes in use.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Append(byte value) => Extend(1)[0] = value;

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Adds <paramref name="size"/> bytes and returns them to be written.</summary>
    public Span<byte> Extend(int size)
    {
        if (_bytes.Length - Length < size) Array.Resize(ref _bytes, Math.Max(Length + size, _bytes.Length * 2));
        Length += size;
        return _bytes.AsSpan(Length - size, size);
    }
}
