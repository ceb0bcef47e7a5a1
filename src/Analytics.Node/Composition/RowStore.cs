using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Sinks;
using Analytics.Node.Status;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;
using Analytics.Sinks.Postgres.Schema;

namespace Analytics.Node.Composition;

/// <summary>PostgreSQL: a server of this node's own, or one that <c>sinks.postgres.connection</c> names.</summary>
internal sealed class RowStore : IAsyncDisposable
{
    private const int MostConnections = 24;
    private const int MostQuestions = 8;
    private readonly EmbeddedPostgres? _server;

    private RowStore(EmbeddedPostgres? server, string connection, PostgresOptions options, TimeProvider time)
    {
        _server = server;
        Connection = Connect(connection, options.Timeout, MostConnections, time);
        Questions = Connect(connection, options.QuestionTimeout, MostQuestions, time);
    }

    /// <summary>The way to it for whatever may take as long as a batch takes.</summary>
    public PostgresConnection Connection { get; }

    /// <summary>The way to it for what somebody waits for: less patient, and never behind the batches.</summary>
    public PostgresConnection Questions { get; }

    /// <summary>How it is.</summary>
    public StoreStatus Status
    {
        get
        {
            var state = Connection.State;
            return new StoreStatus(
                "postgresql", state.IsUp ? "up" : "down", state.Since.UtcDateTime, state.Error ?? (_server is null ? "server of sinks.postgres.connection" : $"embedded, socket {_server.Socket}"));
        }
    }

    /// <summary>Starts or reaches it and brings the tables up to date.</summary>
    public static async Task<RowStore> StartAsync(NodeOptions node, string dataFolder, ILogger log, TimeProvider time, CancellationToken cancellation)
    {
        var options = node.Sinks.Postgres;
        var server = options.Connection.Length > 0 ? null : await EmbeddedPostgres.StartAsync(Server(options, node.Enrichment.Assets, dataFolder, log), cancellation);
        var store = new RowStore(server, server?.ConnectionString ?? options.Connection, options, time);
        try
        {
            // The first connection brings the tables up to date.
            await using var opened = await store.Connection.OpenAsync(cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Questions.DisposeAsync();
        await Connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static EmbeddedPostgresOptions Server(PostgresOptions options, string assets, string dataFolder, ILogger log) => new()
    {
        NativeFolder = EmbeddedPostgresOptions.NativeFolderIn(assets),
        DataFolder = dataFolder,
        SharedBuffersMiB = (int)(options.Memory.Bytes >> 20),
        Log = line => NodeLog.PostgresSaid(log, line),
    };

    private static PostgresConnection Connect(string connection, TimeSpan timeout, int most, TimeProvider time)
    {
        try
        {
            return new PostgresConnection(connection, timeout, most, time, [.. PostgresMigrations.All, .. CheckpointMigrations.All]);
        }
        catch (ArgumentException)
        {
            // The text of the fault may hold parts of the secret.
            throw new OptionsException(["sinks.postgres.connection: found a secret that is not shown here, expected an Npgsql connection string such as Host=postgres;Username=analytics"]);
        }
    }
}
