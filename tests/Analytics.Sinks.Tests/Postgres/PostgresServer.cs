using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>One embedded server for all tests of the collection; tests keep apart by tenant and topic.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private TestPostgres? _postgres;

    public EmbeddedPostgres Server => _postgres!.Server;

    public PostgresConnection Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (TestPostgres.Missing is not null) return;
        _postgres = await TestPostgres.StartAsync();
        Connection = new PostgresConnection(Server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (Connection is not null) await Connection.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    /// <summary>First column of the first row, as text.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await using var connection = await Connection.OpenAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SET search_path = analytics; " + sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
