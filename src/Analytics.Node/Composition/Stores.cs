using Analytics.Node.Configuration;
using Analytics.Node.Status;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.Postgres;

namespace Analytics.Node.Composition;

/// <summary>The column store and the row store of a node, each its own child or a server that runs elsewhere, with their tables.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly ColumnStore _columns;
    private readonly RowStore _rows;

    private Stores(ColumnStore columns, RowStore rows) => (_columns, _rows) = (columns, rows);

    /// <summary>ClickHouse.</summary>
    public ClickHouseConnection Columns => _columns.Connection;

    /// <summary>PostgreSQL.</summary>
    public PostgresConnection Rows => _rows.Connection;

    /// <summary>How both are.</summary>
    public IReadOnlyList<StoreStatus> Status => [_columns.Status, _rows.Status];

    /// <summary>Starts both at the same time and brings their tables up to date.</summary>
    /// <exception cref="InvalidOperationException">An engine that is to be started is not installed.</exception>
    public static async Task<Stores> StartAsync(NodeOptions options, string dataFolder, ILoggerFactory logs, TimeProvider time, CancellationToken cancellation)
    {
        var assets = options.Enrichment.Assets;
        var bringsAnEngine = options.Sinks.Clickhouse.Url.Length == 0 || options.Sinks.Postgres.Connection.Length == 0;
        if (bringsAnEngine && !Directory.Exists(assets))
            throw new InvalidOperationException($"The embedded profile needs its engines: enrichment.assets (ANALYTICS_ASSETS) is '{assets}', which is no folder. ./analytics run installs and sets it.");
        var log = logs.CreateLogger<Stores>();
        var started = time.GetTimestamp();
        var columns = ColumnStore.StartAsync(options, dataFolder, time, cancellation);
        var rows = RowStore.StartAsync(options, dataFolder, log, time, cancellation);
        try
        {
            await Task.WhenAll(columns, rows);
        }
        catch
        {
            // One did not start: the other must not stay behind.
            if (columns.IsCompletedSuccessfully) await columns.Result.DisposeAsync();
            if (rows.IsCompletedSuccessfully) await rows.Result.DisposeAsync();
            throw;
        }

        NodeLog.PartIsUp(log, "ClickHouse and PostgreSQL", (long)time.GetElapsedTime(started).TotalMilliseconds);
        return new Stores(await columns, await rows);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_columns.DisposeAsync().AsTask(), _rows.DisposeAsync().AsTask());
}
