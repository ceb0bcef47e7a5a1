using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Log;

/// <summary>
/// Where a record was made from, in its header <see cref="RecordHeaders.SourcePosition"/>: the offset (8 bytes) and the partition (4) little-endian, then the topic in UTF-8.
/// A stage that reads one topic and writes another puts it there; whoever reads the other keeps the highest offset of each source and drops what is not
/// above it, so that a stage may write again what it is not sure of.
/// </summary>
public readonly ref struct SourcePosition
{
    private const int SourceStart = sizeof(long);
    private const int TopicStart = SourceStart + sizeof(int);

    /// <summary>A position as it is in a header.</summary>
    private SourcePosition(long offset, ReadOnlySpan<byte> source)
    {
        Offset = offset;
        Source = source;
    }

    /// <summary>Offset of the record that it was made from.</summary>
    public long Offset { get; }

    /// <summary>Partition and topic of that record, as bytes that are equal for the same source only.</summary>
    public ReadOnlySpan<byte> Source { get; }

    /// <summary>Partition of that record.</summary>
    public int Partition => BinaryPrimitives.ReadInt32LittleEndian(Source);

    /// <summary>Topic of that record, or the name of the source.</summary>
    public ReadOnlySpan<byte> Topic => Source[sizeof(int)..];

    /// <summary><see cref="Source"/> of records of a partition.</summary>
    public static byte[] SourceOf(ShardId shard)
    {
        var source = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(shard.Topic)];
        BinaryPrimitives.WriteInt32LittleEndian(source, shard.Partition);
        Encoding.UTF8.GetBytes(shard.Topic, source.AsSpan(sizeof(int)));
        return source;
    }

    /// <summary>The partition that a <see cref="Source"/> names.</summary>
    public static ShardId ShardOf(ReadOnlySpan<byte> source) => new(Encoding.UTF8.GetString(source[sizeof(int)..]), BinaryPrimitives.ReadInt32LittleEndian(source));

    /// <summary>Bytes of a header's value for a topic name of so many bytes.</summary>
    public static int SizeOf(int topicLength) => TopicStart + topicLength;

    /// <summary>Writes a header's value and returns the bytes written.</summary>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> topic, int partition, long offset)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, offset);
        BinaryPrimitives.WriteInt32LittleEndian(target[SourceStart..], partition);
        topic.CopyTo(target[TopicStart..]);
        return SizeOf(topic.Length);
    }

    /// <summary>A position as <see cref="Write"/> wrote it.</summary>
    internal static SourcePosition Read(ReadOnlySpan<byte> value) => new(BinaryPrimitives.ReadInt64LittleEndian(value), value[SourceStart..]);

    /// <summary>The position in a record's headers; false when they have none, or none that is whole.</summary>
    public static bool TryFind(ReadOnlySpan<byte> headers, out SourcePosition position)
    {
        var value = RecordHeaders.Find(headers, RecordHeaders.SourcePosition);
        position = value.Length > TopicStart ? Read(value) : default;
        return value.Length > TopicStart;
    }
}
