using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Sinks;
using Analytics.Node.Status;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;
using Analytics.Sinks.Postgres.Schema;

namespace Analytics.Node.Composition;

/// <summary>The ClickHouse engine and the PostgreSQL that the node starts itself, with their tables, in the data folder.</summary>
internal sealed class EmbeddedStores : IAsyncDisposable
{
    private readonly EmbeddedClickHouse _clickHouse;
    private readonly EmbeddedPostgres _postgres;
    private readonly DateTimeOffset _startedAt;

    private EmbeddedStores(EmbeddedClickHouse clickHouse, ClickHouseConnection columns, EmbeddedPostgres postgres, PostgresConnection rows, DateTimeOffset startedAt)
    {
        (_clickHouse, Columns, _postgres, Rows, _startedAt) = (clickHouse, columns, postgres, rows, startedAt);
    }

    /// <summary>The column store.</summary>
    public ClickHouseConnection Columns { get; }

    /// <summary>The row store.</summary>
    public PostgresConnection Rows { get; }

    /// <summary>How both are.</summary>
    public IReadOnlyList<StoreStatus> Status => [ClickHouseStatus(), PostgresStatus()];

    /// <summary>Starts both at the same time and brings their tables up to date.</summary>
    /// <exception cref="InvalidOperationException">The engines are not installed.</exception>
    public static async Task<EmbeddedStores> StartAsync(NodeOptions options, string dataFolder, ILoggerFactory logs, TimeProvider time, CancellationToken cancellation)
    {
        var assets = options.Enrichment.Assets;
        if (!Directory.Exists(assets))
            throw new InvalidOperationException($"The embedded profile needs its engines: enrichment.assets (ANALYTICS_ASSETS) is '{assets}', which is no folder. ./analytics run installs and sets it.");
        var log = logs.CreateLogger<EmbeddedStores>();
        var started = time.GetTimestamp();
        var clickHouse = StartClickHouseAsync(options.Sinks.Clickhouse, assets, dataFolder, cancellation);
        var postgres = StartPostgresAsync(options.Sinks.Postgres, assets, dataFolder, log, time, cancellation);
        await Task.WhenAll(clickHouse, postgres);
        NodeLog.PartIsUp(log, "Embedded ClickHouse and PostgreSQL", (long)time.GetElapsedTime(started).TotalMilliseconds);
        var (engine, columns) = await clickHouse;
        var (server, rows) = await postgres;
        return new EmbeddedStores(engine, columns, server, rows, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Rows.DisposeAsync();
        Columns.Dispose();
        await Task.WhenAll(_clickHouse.DisposeAsync().AsTask(), _postgres.DisposeAsync().AsTask());
    }

    private static async Task<(EmbeddedClickHouse Engine, ClickHouseConnection Connection)> StartClickHouseAsync(
        ClickHouseOptions options, string assets, string dataFolder, CancellationToken cancellation)
    {
        var engine = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions
            {
                ProgramPath = Path.Combine(AppContext.BaseDirectory, "store", "Analytics.Store.dll"),
                LibraryPath = Path.Combine(assets, "@chdb", "lib-linux-x64-gnu", "libchdb.so"),
                DataPath = Path.Combine(dataFolder, "clickhouse"),
                Port = options.Port,
                MemoryLimit = options.Memory.Bytes,
                Reader = options.ReaderUser,
                ReaderPassword = options.ReaderPassword.Length > 0 ? options.ReaderPassword : ReaderPassword(dataFolder),
                Database = options.Database,
            },
            cancellation);
        var connection = new ClickHouseConnection(new ClickHouseConnectionOptions
        {
            Address = () => engine.BaseAddress, Writer = engine.Writer, Reader = engine.Reader, Database = options.Database, StatementTimeout = options.Timeout,
        });
        await new ClickHouseSchema(connection, options.Database, options.Retention).ApplyAsync(cancellation);
        return (engine, connection);
    }

    private static async Task<(EmbeddedPostgres Server, PostgresConnection Connection)> StartPostgresAsync(
        PostgresOptions options, string assets, string dataFolder, ILogger log, TimeProvider time, CancellationToken cancellation)
    {
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                NativeFolder = EmbeddedPostgresOptions.NativeFolderIn(assets),
                DataFolder = dataFolder,
                SharedBuffersMiB = (int)(options.Memory.Bytes >> 20),
                Log = line => NodeLog.PostgresSaid(log, line),
            },
            cancellation);
        var connection = new PostgresConnection(server.ConnectionString, options.Timeout, time);
        await using var opened = await connection.OpenAsync(cancellation);
        await PostgresSchema.ApplyAsync(opened, Migration.All, cancellation);
        return (server, connection);
    }

    /// <summary>The reader's password stays the same over restarts, so that Grafana need not be told anew. Only the owner of the data folder can read it.</summary>
    private static string ReaderPassword(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "clickhouse-reader.password");
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        var password = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.ASCII.GetBytes(password));
        return password;
    }

    private StoreStatus ClickHouseStatus() => new(
        "clickhouse",
        _clickHouse.State switch { EmbeddedClickHouseState.Running => "up", EmbeddedClickHouseState.Starting => "starting", _ => "down" },
        _startedAt.UtcDateTime,
        _clickHouse.LastError is { Length: > 0 } error && _clickHouse.State != EmbeddedClickHouseState.Running
            ? error : $"embedded, {_clickHouse.BaseAddress}, read-only user {_clickHouse.Reader.User}, its password in clickhouse-reader.password of the data folder");

    private StoreStatus PostgresStatus() => new(
        "postgresql", Rows.State.IsUp ? "up" : "down", Rows.State.Since.UtcDateTime, Rows.State.Error ?? $"embedded, socket {_postgres.Socket}");
}
