using System.Buffers;

namespace Analytics.Store.Http;

/// <summary>A growing buffer from the shared pool.</summary>
internal sealed class GatheredBytes(long expected) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1, 4096, 256 << 20));

    /// <summary>Bytes in use.</summary>
    public int Length { get; set; }

    /// <summary>The bytes in use.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Free room behind them, at most up to the limit.</summary>
    public Memory<byte> Free(int limit)
    {
        if (Length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(Length, Math.Min(_bytes.Length, limit) - Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
