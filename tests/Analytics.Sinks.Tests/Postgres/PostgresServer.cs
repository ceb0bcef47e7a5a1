using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>One embedded server for all tests of the collection; tests keep apart by tenant and topic.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public EmbeddedPostgres Server { get; private set; } = null!;

    public PostgresConnection Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresFactAttribute.NativeFolder is not { } native) return;
        Server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = native, DataFolder = _folder.Path });
        Connection = new PostgresConnection(Server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (Connection is not null) await Connection.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>First column of the first row, as text.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await using var connection = await Connection.OpenAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SET search_path = analytics; " + sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
