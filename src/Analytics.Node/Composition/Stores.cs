using Analytics.Node.Configuration;
using Analytics.Node.Status;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.Postgres;

namespace Analytics.Node.Composition;

/// <summary>The column store and the row store of a node, each its own child or a server that runs elsewhere, with their tables. What the settings do not need is not there.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly ColumnStore? _columns;
    private readonly RowStore? _rows;

    private Stores(ColumnStore? columns, RowStore? rows) => (_columns, _rows) = (columns, rows);

    /// <summary>ClickHouse; null when no rows go there.</summary>
    public ClickHouseConnection? Columns => _columns?.Connection;

    /// <summary>PostgreSQL; null when the embedded profile does without. A cluster never does.</summary>
    public PostgresConnection? Rows => _rows?.Connection;

    /// <summary>PostgreSQL for what somebody waits for; there when <see cref="Rows"/> is.</summary>
    public PostgresConnection? Questions => _rows?.Questions;

    /// <summary>How they are.</summary>
    public IReadOnlyList<StoreStatus> Status => [.. new[] { _columns?.Status, _rows?.Status }.OfType<StoreStatus>()];

    /// <summary>Starts both at the same time and brings their tables up to date.</summary>
    /// <exception cref="InvalidOperationException">An engine that is to be started is not installed.</exception>
    public static async Task<Stores> StartAsync(NodeOptions options, string dataFolder, ILoggerFactory logs, TimeProvider time, CancellationToken cancellation)
    {
        var (clickhouse, postgres) = (options.Sinks.Clickhouse, options.Sinks.Postgres);
        var needsRows = postgres.Enabled || options.Node.Profile == NodeProfile.Cluster;
        RequireEngines(options, (clickhouse.Enabled && clickhouse.Url.Length == 0) || (needsRows && postgres.Connection.Length == 0));
        var log = logs.CreateLogger<Stores>();
        var started = time.GetTimestamp();
        var columns = clickhouse.Enabled ? ColumnStore.StartAsync(options, dataFolder, time, cancellation) : null;
        var rows = needsRows ? RowStore.StartAsync(options, dataFolder, log, time, cancellation) : null;
        try
        {
            await Task.WhenAll(new Task?[] { columns, rows }.OfType<Task>());
        }
        catch
        {
            // One did not start: the other must not stay behind.
            if (columns is { IsCompletedSuccessfully: true }) await columns.Result.DisposeAsync();
            if (rows is { IsCompletedSuccessfully: true }) await rows.Result.DisposeAsync();
            throw;
        }

        var stores = new Stores(columns is null ? null : await columns, rows is null ? null : await rows);
        NodeLog.PartIsUp(log, string.Join(", ", stores.Status.Select(store => store.Name)), (long)time.GetElapsedTime(started).TotalMilliseconds);
        return stores;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(
        _columns?.DisposeAsync().AsTask() ?? Task.CompletedTask, _rows?.DisposeAsync().AsTask() ?? Task.CompletedTask);

    private static void RequireEngines(NodeOptions options, bool bringsAnEngine)
    {
        var assets = options.Enrichment.Assets;
        if (bringsAnEngine && !Directory.Exists(assets))
            throw new InvalidOperationException($"The embedded profile needs its engines: enrichment.assets (ANALYTICS_ASSETS) is '{assets}', which is no folder. ./analytics run installs and sets it.");
    }
}
