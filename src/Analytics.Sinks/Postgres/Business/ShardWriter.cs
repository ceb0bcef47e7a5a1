using System.Globalization;
using Analytics.Contracts.Sinks;
using Npgsql;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>One shard's connection with its temporary tables and prepared statements. One delivery at a time; after any error it is thrown away.</summary>
internal sealed class ShardWriter : IAsyncDisposable
{
    private static readonly byte[] CopyHeader = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] CopyTrailer = [0xFF, 0xFF];
    private readonly NpgsqlConnection _connection;
    private readonly string _sink;
    private readonly ShardId _shard;

    private ShardWriter(NpgsqlConnection connection, string sink, ShardId shard)
    {
        _connection = connection;
        _sink = sink;
        _shard = shard;
    }

    /// <summary>Whether the connection was lost, whatever the error that told it.</summary>
    internal bool IsBroken => (_connection.FullState & System.Data.ConnectionState.Open) == 0;

    internal static async Task<ShardWriter> OpenAsync(PostgresConnection postgres, string sink, ShardId shard, CancellationToken cancellation)
    {
        var connection = await postgres.OpenAsync(cancellation);
        try
        {
            await using var create = new NpgsqlCommand(BusinessStaging.CreateTables, connection);
            await create.ExecuteNonQueryAsync(cancellation);
            return new ShardWriter(connection, sink, shard);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Applies a delivery in one transaction; false when it was applied before. With <paramref name="careful"/>, and where a part of it was applied before, events
    /// are looked at one by one.
    /// </summary>
    internal async Task<bool> ApplyAsync(SinkDelivery delivery, bool careful, CancellationToken cancellation)
    {
        var payload = BusinessPayload.Split(delivery.Payload);
        await using var transaction = await _connection.BeginTransactionAsync(cancellation);
        var position = await ShardPositions.LockAsync(_connection, _sink, _shard, cancellation);
        position.Admit(delivery);
        if (position.Holds(delivery)) return false;
        careful |= position.NextOffset > delivery.FromOffset;
        if (careful) await ExecuteAsync(BusinessStaging.CreateEventsAside, cancellation);
        await CopyAsync(careful ? BusinessStaging.CopyEventsAside : BusinessStaging.CopyEvents, payload.Events, cancellation);
        await CopyAsync(BusinessStaging.CopyFacts, payload.Facts, cancellation);
        await CopyAsync(BusinessStaging.CopySessions, payload.Sessions, cancellation);
        await using (var batch = Merge(delivery, payload, position, careful))
        {
            await batch.PrepareAsync(cancellation);
            await batch.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task CopyAsync(string sql, ReadOnlyMemory<byte> rows, CancellationToken cancellation)
    {
        if (rows.IsEmpty) return;
        await using var copy = await _connection.BeginRawBinaryCopyAsync(sql, cancellation);
        await copy.WriteAsync(CopyHeader, cancellation);
        await copy.WriteAsync(rows, cancellation);
        await copy.WriteAsync(CopyTrailer, cancellation);
    }

    // All statements of a delivery in one round trip.
    private NpgsqlBatch Merge(SinkDelivery delivery, BusinessPayload payload, ShardPosition position, bool careful)
    {
        var batch = new NpgsqlBatch(_connection);
        if (careful) Add(batch, BusinessMerges.Events).Add(Long(position.NextOffset));
        if (!payload.Facts.IsEmpty)
        {
            Add(batch, BusinessMerges.Users);
            Add(batch, BusinessMerges.Products);
            AddPartition(Add(batch, BusinessMerges.Purchases)).Add(Long(position.NextOffset));
        }

        if (!payload.Sessions.IsEmpty)
        {
            Add(batch, BusinessMerges.RetractSessions);
            Add(batch, Format(BusinessMerges.Sessions, careful ? BusinessMerges.PathWhereItFits : BusinessMerges.PathDirectly));
        }

        var after = position.After(delivery);
        ShardPositions.AddAdvance(Add(batch, ShardPositions.Advance), _sink, _shard, after);
        return batch;
    }

    private static string Format(string sql, string part) => string.Format(CultureInfo.InvariantCulture, sql, part);

    private static NpgsqlParameterCollection Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    private NpgsqlParameterCollection AddPartition(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = _shard.Topic });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = _shard.Partition });
        return parameters;
    }

    private static NpgsqlParameter<long> Long(long value) => new NpgsqlParameter<long> { TypedValue = value };
}
