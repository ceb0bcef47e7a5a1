using System.Buffers;

namespace Analytics.Log.Segments;

/// <summary>Reads the frames of a file one after the other and checks each; stops at the end or at the first that is not right.</summary>
internal sealed class SegmentScan : IDisposable
{
    private const int ReadSize = 4 * 1024 * 1024;
    private readonly ISegmentFile _file;
    private readonly long _length;
    private readonly uint _tag;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private long _bufferAt;
    private int _buffered;
    private FrameHeader _header;

    public SegmentScan(ISegmentFile file, long length, uint tag, long baseOffset)
    {
        _file = file;
        _length = length;
        _tag = tag;
        NextOffset = baseOffset;
    }

    /// <summary>Where the frame behind the last good one begins.</summary>
    public long Position { get; private set; }

    /// <summary>Offset that frame must begin with.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Why it stopped; null at the end of the file.</summary>
    public string? Fault { get; private set; }

    /// <summary>Head of the last good frame.</summary>
    public ref readonly FrameHeader Header => ref _header;

    /// <summary>Bytes of the last good frame, until the next call.</summary>
    public ReadOnlySpan<byte> Frame => _buffer.AsSpan((int)(Position - _header.Length - _bufferAt), _header.Length);

    public bool TryNext()
    {
        if (Position >= _length) return false;
        Fault = Check();
        if (Fault is not null) return false;
        Position += _header.Length;
        NextOffset = _header.EndOffset;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private string? Check()
    {
        if (!TryBuffer(FrameHeader.Size)) return "the head of a frame is cut off";
        if (!FrameHeader.TryRead(Ahead, out var header)) return "there is no head of a frame";
        if (!TryBuffer(header.Length)) return "a frame is cut off";
        if (!header.Verifies(Ahead, _tag)) return "the checksum of a frame is wrong";
        if (header.BaseOffset != NextOffset) return $"a frame begins with offset {header.BaseOffset} instead of {NextOffset}";
        _header = header;
        return null;
    }

    private ReadOnlySpan<byte> Ahead => _buffer.AsSpan((int)(Position - _bufferAt), (int)(_bufferAt + _buffered - Position));

    /// <summary>Has at least this many bytes from the position on in memory; false when the file ends before.</summary>
    private bool TryBuffer(int size)
    {
        if (_bufferAt + _buffered - Position >= size) return true;
        if (_length - Position < size) return false;
        if (size > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(size);
        }

        _bufferAt = Position;
        _buffered = _file.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _length - Position)), Position);
        return _buffered >= size;
    }
}
