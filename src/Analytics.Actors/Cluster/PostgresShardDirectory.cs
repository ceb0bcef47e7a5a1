using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Contracts.Cluster;
using Analytics.Contracts.Sinks;
using Npgsql;

namespace Analytics.Actors.Cluster;

/// <summary>The directory in PostgreSQL. Owners are written there by taking a shard over (<see cref="PostgresCheckpointStore.Open"/>). Making it connects to nothing.</summary>
public sealed class PostgresShardDirectory : IShardDirectory, IAsyncDisposable
{
    private const int MostConnections = 2;
    private readonly NpgsqlDataSource _source;

    /// <summary>Prepares it.</summary>
    /// <param name="connection">Npgsql connection string of a database with the tables of <see cref="CheckpointMigrations"/>.</param>
    /// <param name="timeout">Longest time for one answer. Default 5 s.</param>
    public PostgresShardDirectory(string connection, TimeSpan? timeout = null)
    {
        var seconds = (int)Math.Ceiling((timeout ?? TimeSpan.FromSeconds(5)).TotalSeconds);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
        {
            MaxPoolSize = MostConnections,
            CommandTimeout = seconds,
            Timeout = seconds,
            IncludeErrorDetail = false,
            ApplicationName = "analytics directory",
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ShardOwner>> ShardsAsync(CancellationToken cancellation = default) =>
        ReadAsync("tell the owners of shards", DirectorySql.Shards, ReadOwner, cancellation);

    /// <inheritdoc/>
    public async Task<ShardOwner?> FindAsync(ShardId shard, CancellationToken cancellation = default)
    {
        var found = await ReadAsync($"tell the owner of {shard}", DirectorySql.Shard, ReadOwner, cancellation, Of(shard.Topic), Of(shard.Partition));
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClusterNode>> NodesAsync(CancellationToken cancellation = default) =>
        ReadAsync("tell the nodes", DirectorySql.Nodes, ReadNode, cancellation);

    /// <summary>Says that a node lives; <see cref="ClusterNode.SeenAt"/> is not looked at.</summary>
    /// <exception cref="IOException">The directory does not answer.</exception>
    public Task BeatAsync(ClusterNode node, CancellationToken cancellation = default) => RunAsync(
        "register the node", DirectorySql.Beat, cancellation, Of(node.Id), Of(node.Address), Of(node.Roles.ToArray()), Of(node.Version), Of(node.StartedAt.UtcDateTime));

    /// <inheritdoc/>
    public Task LeaveAsync(ClusterNode node, CancellationToken cancellation = default) =>
        RunAsync("take the node out", DirectorySql.Leave, cancellation, Of(node.Id), Of(node.StartedAt.UtcDateTime));

    /// <summary>Takes nodes out that were not seen for so long.</summary>
    /// <exception cref="IOException">The directory does not answer.</exception>
    public Task ForgetAsync(TimeSpan unseen, CancellationToken cancellation = default) => RunAsync("take old nodes out", DirectorySql.Forget, cancellation, Of(unseen));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<IReadOnlyList<T>> ReadAsync<T>(string what, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        PostgresFaults.RunAsync<IReadOnlyList<T>>(what, async () =>
        {
            await using var command = Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
            return rows;
        });

    private Task<int> RunAsync(string what, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) => PostgresFaults.RunAsync(what, async () =>
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = _source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static ShardOwner ReadOwner(NpgsqlDataReader reader) =>
        new(new ShardId(reader.GetString(0), reader.GetInt32(1)), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetDateTime(5));

    private static ClusterNode ReadNode(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetString(3), reader.GetDateTime(4), reader.GetDateTime(5));

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
