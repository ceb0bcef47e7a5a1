using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Pipeline;

/// <summary>The headers that tell why a record is a dead letter; they follow the record's own.</summary>
public static class DeadLetterHeaders
{
    /// <summary>Name of the reason, see <see cref="RejectionReasonNames"/>.</summary>
    public static string Reason { get; } = RecordHeaders.ErrorPrefix + "reason";

    /// <summary>The field at fault.</summary>
    public static string Field { get; } = RecordHeaders.ErrorPrefix + "field";

    /// <summary>What was found, for people.</summary>
    public static string Message { get; } = RecordHeaders.ErrorPrefix + "message";

    /// <summary>The stage that refused it: <c>decode</c> at the door.</summary>
    public static string Stage { get; } = RecordHeaders.ErrorPrefix + "stage";

    /// <summary>Topic that it was meant for.</summary>
    public static string Topic { get; } = RecordHeaders.ErrorPrefix + "topic";

    /// <summary>Partition that it was in, when it came from the log.</summary>
    public static string Partition { get; } = RecordHeaders.ErrorPrefix + "partition";

    /// <summary>Offset that it had, when it came from the log.</summary>
    public static string Offset { get; } = RecordHeaders.ErrorPrefix + "offset";

    /// <summary>When: RFC 3339.</summary>
    public static string Timestamp { get; } = RecordHeaders.ErrorPrefix + "timestamp";

    /// <summary>Which node.</summary>
    public static string Node { get; } = RecordHeaders.ErrorPrefix + "node";

    /// <summary>Marks a record that is no letter but says that another one was retried: <c>offset</c>.</summary>
    public static string Retried { get; } = RecordHeaders.ErrorPrefix + "retried";

    /// <summary>Marks a record that is no letter but says that another one was dropped: <c>offset</c>.</summary>
    public static string Dropped { get; } = RecordHeaders.ErrorPrefix + "dropped";

    internal static Utf8Slice Append(RecordBatch target, ReadOnlySpan<byte> own, RejectedEvent rejected, string topic, long receivedAt, string node)
    {
        var start = target.Append(own).Offset;
        Add(target, Reason, rejected.Reason.Name());
        Add(target, Field, rejected.Field);
        Add(target, Message, rejected.Detail);
        Add(target, Stage, "decode");
        Add(target, Topic, topic);
        Add(target, Timestamp, DateTime.UnixEpoch.AddTicks(receivedAt * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Add(target, Node, node);
        return new Utf8Slice(start, target.Length - start);
    }

    internal static void Add(RecordBatch target, string name, string value)
    {
        Span<byte> nameBytes = stackalloc byte[64];
        var valueBytes = Encoding.UTF8.GetBytes(value);
        var length = Encoding.ASCII.GetBytes(name, nameBytes);
        target.Commit(RecordHeaders.Write(target.Reserve(RecordHeaders.SizeOf(length, valueBytes.Length)), nameBytes[..length], valueBytes));
    }
}
