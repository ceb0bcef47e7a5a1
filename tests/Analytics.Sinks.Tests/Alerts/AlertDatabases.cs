using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Schema;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>One embedded server for all tests of alerts, with a database for each test: who sends is one in a database.</summary>
public sealed class AlertDatabases : IAsyncLifetime
{
    private TestPostgres? _postgres;

    public async Task InitializeAsync()
    {
        if (TestPostgres.Missing is null) _postgres = await TestPostgres.StartAsync();
    }

    public async Task<PostgresConnection> NewAsync() => new(await _postgres!.CreateDatabaseAsync(PostgresMigrations.All));

    public async Task DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}
