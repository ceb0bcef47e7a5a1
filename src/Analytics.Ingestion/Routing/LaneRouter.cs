using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Routing;

/// <summary>Which lane and partition an event belongs to, and the key of its record.</summary>
/// <param name="partitions">Partitions of each lane; fixed for the life of the log.</param>
public sealed class LaneRouter(int partitions)
{
    /// <summary>Topic of everything but stock events, keyed by tenant and user.</summary>
    public const string RawEvents = "raw_events";

    /// <summary>Topic of stock events, keyed by tenant and SKU.</summary>
    public const string InventoryUpdates = "inventory_updates";

    /// <summary>Partitions of each lane.</summary>
    public int Partitions => partitions;

    /// <summary>The lanes' topics.</summary>
    public static IReadOnlyList<string> Topics { get; } = [RawEvents, InventoryUpdates];

    /// <summary>Index of the lane in <see cref="Topics"/>.</summary>
    public static int LaneOf(in EventRow row) => row.Kind.IsInventory() ? 1 : 0;

    /// <summary>Topic of an event.</summary>
    public static string TopicOf(in EventRow row) => Topics[LaneOf(row)];

    /// <summary>Partition of a record's key.</summary>
    public int PartitionOf(ReadOnlySpan<byte> key) => KafkaPartitioner.PartitionOf(key, partitions);

    /// <summary>
    /// Appends the record's key to the batch: the tenant, a colon, and the SKU of a stock event, else the user, else the session, else the hash of the event
    /// in hexadecimal.
    /// </summary>
    public static Utf8Slice AppendKey(RecordBatch records, in EventRow row)
    {
        ArgumentNullException.ThrowIfNull(records);
        return records.Commit(WriteKey(records, row).Length);
    }

    /// <summary>The same key in room that the batch has reserved for it and not yet committed.</summary>
    public static ReadOnlySpan<byte> WriteKey(RecordBatch records, in EventRow row)
    {
        ArgumentNullException.ThrowIfNull(records);
        var tenant = Symbols.Utf8(row.Tenant);
        var subject = SubjectOf(row);
        var target = records.Reserve(tenant.Length + 1 + Math.Max(subject.Length, 16));
        tenant.CopyTo(target);
        target[tenant.Length] = (byte)':';
        var rest = target[(tenant.Length + 1)..];
        var length = subject.Length;
        if (length > 0) records.Bytes(subject).CopyTo(rest);
        else row.KeyHash.TryFormat(rest, out length, "x16", CultureInfo.InvariantCulture);
        return target[..(tenant.Length + 1 + length)];
    }

    private static Utf8Slice SubjectOf(in EventRow row)
    {
        if (row.Kind.IsInventory() && !row.ProductId.IsEmpty) return row.ProductId;
        return row.UserId.IsEmpty ? row.SessionId : row.UserId;
    }
}
