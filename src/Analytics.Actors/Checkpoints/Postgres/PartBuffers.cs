using System.Buffers;
using Npgsql;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Memory of one download: the content as it comes and the bytes that it stands for.</summary>
internal sealed class PartBuffers : IDisposable
{
    private byte[] _content = [];
    private byte[] _bytes = [];

    /// <summary>Reads and checks the row that the reader is at; false when it is damaged. The span is valid until the next call.</summary>
    public bool TryDecode(NpgsqlDataReader reader, PartRow row, CheckpointTraffic traffic, out ReadOnlySpan<byte> bytes)
    {
        var codec = reader.GetInt16(1);
        var length = (int)reader.GetBytes(2, 0, null, 0, 0);
        Grow(ref _content, length);
        Grow(ref _bytes, row.Length);
        reader.GetBytes(2, 0, _content, 0, length);
        traffic.Received(row.Length);
        bytes = _bytes.AsSpan(0, row.Length);
        return PartCodec.TryDecode(codec, _content.AsSpan(0, length), _bytes.AsSpan(0, row.Length)) && Crc32C.Compute(bytes) == row.Checksum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return(_content);
        Return(_bytes);
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length >= length) return;
        Return(buffer);
        buffer = ArrayPool<byte>.Shared.Rent(length);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }
}
