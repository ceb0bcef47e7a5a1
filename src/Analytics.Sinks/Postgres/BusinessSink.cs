using System.Collections.Concurrent;
using System.Diagnostics;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;
using Analytics.Contracts.Tenants;
using Analytics.Sinks.Postgres.Business;
using Npgsql;

namespace Analytics.Sinks.Postgres;

/// <summary>
/// Business-critical events and closed sessions in PostgreSQL, normalised. Exactly once: a delivery's rows and its shard's position are one transaction,
/// and a delivery whose position is there already changes nothing, so an unknown outcome of a commit is settled by delivering again.
/// </summary>
/// <param name="postgres">The way to the database; not disposed by the sink.</param>
/// <param name="tenants">Currencies of amounts that name none.</param>
public sealed class BusinessSink(PostgresConnection postgres, ITenantDirectory tenants) : IAuditedSink, IAsyncDisposable
{
    private const string Held = "FROM analytics.events WHERE topic = $1 AND partition = $2 AND log_offset >= $3 AND log_offset < $4";
    private const int MostConflicts = 8;
    private readonly ConcurrentDictionary<ShardId, ShardWriter> _writers = new();

    /// <inheritdoc/>
    public string Name => "postgres.business";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByValue;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new BusinessEncoder(shard, tenants);

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer, or lost the connection: deliver again later.</exception>
    /// <exception cref="StaleEpochException">The delivery is of a former owner of the shard.</exception>
    /// <exception cref="DeliveryRefusedException">Others before it are missing.</exception>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var applied = await ApplyAsync(delivery, cancellation);
            if (applied) PostgresMetrics.Rows.Add(BusinessPayload.Split(delivery.Payload).EventRows);
            PostgresMetrics.Deliveries.Add(1, new KeyValuePair<string, object?>("outcome", applied ? "applied" : "repeated"));
            PostgresMetrics.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            postgres.ReportUp();
        }
        catch (Exception error) when (error is not StoreUnavailableException and not StaleEpochException and not OperationCanceledException)
        {
            postgres.ReportFailure(error);
            if (PostgresConnection.IsUnavailable(error)) throw new StoreUnavailableException("PostgreSQL did not take a delivery: " + error.Message, error);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Takes(in EventRow row) => (row.Flags & EventFlags.SetAside) == 0 && BusinessRole.Of(row.Kind) != BusinessRole.None;

    /// <inheritdoc/>
    public async ValueTask<HeldRows> SumAsync(ShardId shard, long from, long to, CancellationToken cancellation)
    {
        var rows = await ReadAsync($"SELECT count(*), coalesce(sum(log_offset), 0)::bigint, (coalesce(sum(amount), 0) * 1000000)::bigint {Held}", shard, from, to, cancellation);
        return new HeldRows(rows[0][0], rows[0][1], rows[0][2]);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> OffsetsAsync(ShardId shard, long from, long to, CancellationToken cancellation) =>
        [.. (await ReadAsync($"SELECT log_offset {Held} ORDER BY log_offset", shard, from, to, cancellation)).Select(row => row[0])];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _writers.Keys) await DropWriterAsync(shard);
    }

    // Shards that share keys may still collide with a statement of somebody else; the loser of a deadlock begins anew.
    private async Task<bool> ApplyAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var careful = false;
        for (var conflicts = 0; ;)
        {
            try
            {
                return await TryApplyAsync(delivery, careful, cancellation);
            }
            catch (PostgresException error) when (IsConflict(error) && conflicts < MostConflicts)
            {
                conflicts++;
                PostgresMetrics.Retries.Add(1);
            }
            catch (PostgresException error) when (IsAboutData(error) && !careful)
            {
                // One text that jsonb cannot hold (or a row that is there although the position was lost) refuses the whole batch: again, each on its own.
                careful = true;
                PostgresMetrics.Deliveries.Add(1, new KeyValuePair<string, object?>("outcome", "careful"));
            }
        }
    }

    private async Task<bool> TryApplyAsync(SinkDelivery delivery, bool careful, CancellationToken cancellation)
    {
        if (!_writers.TryGetValue(delivery.Shard, out var writer))
            _writers[delivery.Shard] = writer = await ShardWriter.OpenAsync(postgres, Name, delivery.Shard, cancellation);
        try
        {
            return await writer.ApplyAsync(delivery, careful, cancellation);
        }
        catch (Exception error)
        {
            var isBroken = writer.IsBroken;
            await DropWriterAsync(delivery.Shard);
            if (!isBroken || error is PostgresException or DeliveryRefusedException or StaleEpochException or OperationCanceledException) throw;
            postgres.ReportFailure(error);
            throw new StoreUnavailableException("The connection to PostgreSQL was lost: " + error.Message, error);
        }
    }

    private async Task DropWriterAsync(ShardId shard)
    {
        if (_writers.TryRemove(shard, out var writer)) await writer.DisposeAsync();
    }

    private async Task<IReadOnlyList<long[]>> ReadAsync(string sql, ShardId shard, long from, long to, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await postgres.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = shard.Topic }, new() { Value = shard.Partition }, new() { Value = from }, new() { Value = to } } };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<long[]>();
            while (await reader.ReadAsync(cancellation)) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)]);
            return rows;
        }
        catch (Exception error) when (PostgresConnection.IsUnavailable(error))
        {
            throw new StoreUnavailableException("PostgreSQL did not tell what it holds: " + error.Message, error);
        }
    }

    private static bool IsConflict(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static bool IsAboutData(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.UniqueViolation || error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("54", StringComparison.Ordinal);
}
