using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// Walks the records of one frame. A record: received-at as a difference to the frame's (varint), id (16 bytes), length of key, of headers and of
/// value (varints), key, headers, value. The length of headers is doubled; 1 stands for "the same bytes as the record before", as
/// all records of a request carry the same.
/// </summary>
internal ref struct RecordCursor
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _shift;
    private readonly long _firstReceivedAt;
    private int _position;
    private Utf8Slice _headers;

    /// <param name="frame">The whole frame.</param>
    /// <param name="header">Its head.</param>
    /// <param name="shift">Where the frame begins in the buffer that the slices refer to.</param>
    public RecordCursor(ReadOnlySpan<byte> frame, in FrameHeader header, int shift)
    {
        _payload = frame[..header.Length];
        _position = FrameHeader.Size;
        _shift = shift;
        _firstReceivedAt = header.FirstReceivedAt;
    }

    /// <summary>Fills everything but the offset; false when the bytes are no record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref LogRecord record)
    {
        var payload = _payload;
        var position = _position;
        if (!Varint.TryRead(payload, ref position, out var received) || payload.Length - position < 16) return false;
        record.ReceivedAt = _firstReceivedAt + Varint.UnZigZag(received);
        record.Id = BinaryPrimitives.ReadUInt128LittleEndian(payload[position..]);
        position += 16;
        if (!Varint.TryRead(payload, ref position, out var key) ||
            !Varint.TryRead(payload, ref position, out var headers) ||
            !Varint.TryRead(payload, ref position, out var value)) return false;
        var ownHeaders = (headers & 1) == 0 ? headers >> 1 : 0;
        var rest = (ulong)(payload.Length - position);
        if (key > rest || ownHeaders > rest - key || value > rest - key - ownHeaders) return false;
        record.Key = new Utf8Slice(_shift + position, (int)key);
        position += (int)key;
        if ((headers & 1) == 0) _headers = new Utf8Slice(_shift + position, (int)ownHeaders);
        record.Headers = _headers;
        position += (int)ownHeaders;
        record.Value = new Utf8Slice(_shift + position, (int)value);
        _position = position + (int)value;
        return true;
    }
}
