using System.Buffers.Binary;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Partition of a key as Kafka's own clients choose it (murmur2; Java, kafkajs and most others by default), so that events that producers send to Kafka themselves under the
/// key <c>tenant:user</c> meet those that came through the node.
/// </summary>
public static class KafkaPartitioner
{
    private const uint Seed = 0x9747B28C;
    private const uint Mix = 0x5BD1E995;

    /// <summary>The partition, 0 up to <paramref name="partitions"/>.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (int)((Hash(key) & int.MaxValue) % (uint)partitions);

    /// <summary>org.apache.kafka.common.utils.Utils.murmur2, by Austin Appleby's MurmurHash2.</summary>
    internal static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = Seed ^ (uint)key.Length;
        for (; key.Length >= sizeof(uint); key = key[sizeof(uint)..])
        {
            var part = BinaryPrimitives.ReadUInt32LittleEndian(key) * Mix;
            part ^= part >> 24;
            hash = (hash * Mix) ^ (part * Mix);
        }

        if (key.Length > 0)
        {
            for (var i = key.Length - 1; i >= 0; i--) hash ^= (uint)key[i] << (8 * i);
            hash *= Mix;
        }

        hash ^= hash >> 13;
        hash *= Mix;
        return hash ^ (hash >> 15);
    }
}
