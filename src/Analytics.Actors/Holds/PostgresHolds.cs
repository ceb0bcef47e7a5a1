using Analytics.Actors.Checkpoints.Postgres;
using Npgsql;

namespace Analytics.Actors.Holds;

/// <summary>Holds of a cluster, in a table that every node reads. Making it connects to nothing.</summary>
public sealed class PostgresHolds : IHoldStore
{
    private const string Read = "SELECT kind, name, since, said_by FROM analytics.operator_holds ORDER BY kind, name";
    private const string Add = "INSERT INTO analytics.operator_holds (kind, name, since, said_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    private const string Remove = "DELETE FROM analytics.operator_holds WHERE kind = $1 AND name = $2";
    private const int Seconds = 5;
    private readonly NpgsqlDataSource _source;

    /// <summary>Prepares it.</summary>
    /// <param name="connection">Npgsql connection string of a database with the tables of <see cref="CheckpointMigrations"/>.</param>
    public PostgresHolds(string connection) => _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
    {
        MaxPoolSize = 1, CommandTimeout = Seconds, Timeout = Seconds, IncludeErrorDetail = false, ApplicationName = "analytics holds",
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Hold>> ReadAsync(CancellationToken cancellation = default) => PostgresFaults.RunAsync<IReadOnlyList<Hold>>("tell what is paused", async () =>
    {
        await using var command = _source.CreateCommand(Read);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var holds = new List<Hold>();
        while (await reader.ReadAsync(cancellation)) holds.Add(new Hold(reader.GetString(0), reader.GetString(1), reader.GetDateTime(2), reader.GetString(3)));
        return holds;
    });

    /// <inheritdoc/>
    public Task AddAsync(Hold hold, CancellationToken cancellation = default) =>
        RunAsync("pause", Add, cancellation, hold.Kind, hold.Name, hold.Since.UtcDateTime, hold.By);

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string kind, string name, CancellationToken cancellation = default) => await RunAsync("resume", Remove, cancellation, kind, name) > 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<int> RunAsync(string what, string sql, CancellationToken cancellation, params object[] values) => PostgresFaults.RunAsync(what, async () =>
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancellation);
    });
}
