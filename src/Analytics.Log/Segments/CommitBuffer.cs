using System.Buffers.Binary;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>Encodes the records of one group commit into frames. Used by one partition's writer.</summary>
internal sealed class CommitBuffer(uint tag)
{
    private const int KeepBytes = 16 * 1024 * 1024;
    private const int MaxRecordOverhead = Varint.MaxSize * 4 + 16;
    private readonly List<FrameDraft> _frames = [];
    private byte[] _bytes = new byte[256 * 1024];
    private int _length;
    private int _headersAt;
    private int _headersLength;
    private FrameDraft _open;
    private long _commitOffset;
    private long _committedAt;

    /// <summary>Offset that the next record gets.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The frames in order; complete after <see cref="Finish"/>.</summary>
    public IReadOnlyList<FrameDraft> Frames => _frames;

    /// <summary>What is to be written.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public int Length => _length;

    public bool IsEmpty => NextOffset == _commitOffset;

    /// <summary>Most bytes that a record can take.</summary>
    public static long SizeLimit(in LogRecord record) =>
        MaxRecordOverhead + (long)record.Key.Length + record.Headers.Length + record.Value.Length;

    public void Begin(long offset, long committedAt)
    {
        if (_bytes.Length > KeepBytes) _bytes = new byte[256 * 1024];
        _frames.Clear();
        _length = 0;
        _open = default;
        NextOffset = _commitOffset = offset;
        _committedAt = committedAt;
    }

    public long Add(RecordBatch source, in LogRecord record)
    {
        if (_open.Count > 0 && _length - _open.Start - FrameHeader.Size >= FrameHeader.PayloadTarget) CloseFrame();
        var receivedAt = record.ReceivedAt == 0 ? _committedAt : record.ReceivedAt;
        Reserve(FrameHeader.Size + SizeLimit(record));
        if (_open.Count == 0) OpenFrame(receivedAt);
        Encode(source, record, receivedAt);
        _open.Count++;
        _open.MaxReceivedAt = Math.Max(_open.MaxReceivedAt, receivedAt);
        return NextOffset++;
    }

    /// <summary>Writes heads and checksums.</summary>
    public void Finish()
    {
        if (_open.Count > 0) CloseFrame();
        for (var i = 0; i < _frames.Count; i++)
        {
            var frame = _frames[i];
            var header = new FrameHeader
            {
                PayloadLength = frame.Length - FrameHeader.Size,
                Count = frame.Count,
                BaseOffset = frame.BaseOffset,
                CommitOffset = _commitOffset,
                CommittedAt = _committedAt,
                FirstReceivedAt = frame.FirstReceivedAt,
                FramesBehind = _frames.Count - 1 - i,
                Tag = tag,
            };
            header.Seal(_bytes.AsSpan(frame.Start));
        }
    }

    private void OpenFrame(long receivedAt)
    {
        _open = new FrameDraft
        {
            Start = _length,
            BaseOffset = NextOffset,
            FirstReceivedAt = receivedAt,
            MaxReceivedAt = receivedAt,
        };
        _length += FrameHeader.Size;
        _headersLength = -1;
    }

    private void CloseFrame()
    {
        _open.Length = _length - _open.Start;
        _frames.Add(_open);
        _open = default;
    }

    private void Encode(RecordBatch source, in LogRecord record, long receivedAt)
    {
        var headers = source.Bytes(record.Headers);
        var sameHeaders = _headersLength == headers.Length && headers.SequenceEqual(_bytes.AsSpan(_headersAt, _headersLength));
        var target = _bytes.AsSpan(_length);
        var at = Varint.Write(target, Varint.ZigZag(receivedAt - _open.FirstReceivedAt));
        BinaryPrimitives.WriteUInt128LittleEndian(target[at..], record.Id);
        at += 16;
        at += Varint.Write(target[at..], (ulong)record.Key.Length);
        at += Varint.Write(target[at..], sameHeaders ? 1 : (ulong)headers.Length << 1);
        at += Varint.Write(target[at..], (ulong)record.Value.Length);
        source.Bytes(record.Key).CopyTo(target[at..]);
        at += record.Key.Length;
        if (!sameHeaders)
        {
            headers.CopyTo(target[at..]);
            (_headersAt, _headersLength) = (_length + at, headers.Length);
            at += headers.Length;
        }

        source.Bytes(record.Value).CopyTo(target[at..]);
        _length += at + record.Value.Length;
    }

    private void Reserve(long size)
    {
        var needed = _length + size;
        if (needed <= _bytes.Length) return;
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
    }
}
