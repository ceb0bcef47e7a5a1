using Analytics.Contracts.Sinks;
using Analytics.Sinks.Postgres.Business;
using Npgsql;

namespace Analytics.Sinks.Postgres;

/// <summary>
/// The rows of <c>sink_positions</c>. A delivery's transaction begins with the lock of its shard's row and ends with moving it on, so that rows and position are one.
/// </summary>
internal static class ShardPositions
{
    /// <summary>$1 sink, $2 topic, $3 partition, $4 epoch, $5 next sequence, $6 next offset.</summary>
    internal const string Advance = """
        UPDATE analytics.sink_positions SET epoch = $4, next_sequence = $5, next_offset = $6, updated_at = now()
        WHERE sink = $1 AND topic = $2 AND partition = $3
        """;

    private const string Begin =
        "INSERT INTO analytics.sink_positions (sink, topic, partition, epoch, next_sequence, next_offset) VALUES ($1, $2, $3, 0, 0, 0) ON CONFLICT DO NOTHING";

    private const string Lock =
        "SELECT epoch, next_sequence, next_offset FROM analytics.sink_positions WHERE sink = $1 AND topic = $2 AND partition = $3 FOR UPDATE";

    /// <summary>Reads the position and holds it until the transaction ends.</summary>
    internal static async Task<ShardPosition> LockAsync(NpgsqlConnection connection, string sink, ShardId shard, CancellationToken cancellation)
    {
        if (await ReadAsync(connection, sink, shard, cancellation) is { } position) return position;
        await using var begin = new NpgsqlCommand(Begin, connection);
        AddShard(begin.Parameters, sink, shard);
        await begin.ExecuteNonQueryAsync(cancellation);
        return await ReadAsync(connection, sink, shard, cancellation) ?? throw new DeliveryRefusedException($"The position of shard {shard} could not be written.");
    }

    /// <summary>The parameters of <see cref="Advance"/>.</summary>
    internal static void AddAdvance(NpgsqlParameterCollection parameters, string sink, ShardId shard, ShardPosition after)
    {
        AddShard(parameters, sink, shard);
        parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Epoch });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = after.NextSequence });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = after.NextOffset });
    }

    private static async Task<ShardPosition?> ReadAsync(NpgsqlConnection connection, string sink, ShardId shard, CancellationToken cancellation)
    {
        await using var read = new NpgsqlCommand(Lock, connection);
        AddShard(read.Parameters, sink, shard);
        await read.PrepareAsync(cancellation);
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new ShardPosition(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }

    private static void AddShard(NpgsqlParameterCollection parameters, string sink, ShardId shard)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = sink });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = shard.Topic });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = shard.Partition });
    }
}
