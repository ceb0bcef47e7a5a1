using System.Buffers.Binary;

namespace Analytics.Ingestion.Grpc;

/// <summary>Reads protobuf's wire format in place, field by field.</summary>
/// <param name="bytes">One message.</param>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int LongestVarint = 10;
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _type;

    /// <summary>Where the next byte to be read is.</summary>
    public int Position { get; private set; }

    /// <summary>Number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>True when the field at hand is text, bytes or a message.</summary>
    public readonly bool HasBytes => _type == 2;

    /// <summary>True when the field at hand is a varint.</summary>
    public readonly bool HasVarint => _type == 0;

    /// <summary>True when the field at hand has 64 bits.</summary>
    public readonly bool HasFixed64 => _type == 1;

    /// <summary>Goes to the next field, whose value must then be read or skipped; false at the end.</summary>
    /// <exception cref="GrpcFaultException">The bytes are no message.</exception>
    public bool Next()
    {
        if (Position >= _bytes.Length) return false;
        var tag = ReadVarint();
        (Field, _type) = ((int)Math.Min(int.MaxValue, tag >> 3), (int)(tag & 7));
        return Field > 0 ? true : throw Broken();
    }

    /// <summary>A varint.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < LongestVarint && Position < _bytes.Length; i++)
        {
            var octet = _bytes[Position++];
            value |= (ulong)(octet & 0x7F) << (7 * i);
            if (octet < 0x80) return value;
        }

        throw Broken();
    }

    /// <summary>Text, bytes or a message; afterwards <see cref="Position"/> is behind it.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        if (length > (ulong)(_bytes.Length - Position)) throw Broken();
        var value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    /// <summary>A double.</summary>
    public double ReadDouble()
    {
        if (_bytes.Length - Position < sizeof(double)) throw Broken();
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_bytes[Position..]);
        Position += sizeof(double);
        return value;
    }

    /// <summary>Passes over the value of the field at hand: one that nobody here knows.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                ReadDouble();
                break;
            case 2:
                ReadBytes();
                break;
            case 5 when _bytes.Length - Position >= sizeof(float):
                Position += sizeof(float);
                break;
            default:
                throw Broken();
        }
    }

    private static GrpcFaultException Broken() =>
        new(new GrpcStatus(GrpcCode.InvalidArgument, "The message is no analytics.v1.IngestRequest.", "unreadable-message"));
}
