using System.Globalization;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// The server's settings, for a machine that it shares with the node. Given on the command line, so that an upgrade of the node changes them.
/// <c>synchronous_commit</c> stays on: the node forgets a batch once its commit was acknowledged, so a commit that a crash of the server can
/// take back would be a loss. A commit is one batch of thousands of rows, so the wait for the disk costs nothing that could be noticed.
/// </summary>
internal static class ServerSettings
{
    internal static IEnumerable<string> Arguments(EmbeddedPostgresOptions options, string socketFolder)
    {
        foreach (var (name, value) in All(options, socketFolder))
        {
            yield return "-c";
            yield return $"{name}={value}";
        }
    }

    private static IEnumerable<(string Name, string Value)> All(EmbeddedPostgresOptions options, string socketFolder) =>
    [
        ("listen_addresses", ""),
        ("port", SocketFolder.Port.ToString(CultureInfo.InvariantCulture)),
        // A comma separates folders in this setting; quotes keep a path that has one.
        ("unix_socket_directories", "\"" + socketFolder.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""),
        ("unix_socket_permissions", "0700"),
        ("max_connections", options.MaxConnections.ToString(CultureInfo.InvariantCulture)),
        ("shared_buffers", $"{options.SharedBuffersMiB}MB"),
        ("huge_pages", "off"),
        ("work_mem", "8MB"),
        ("temp_buffers", "16MB"),
        ("maintenance_work_mem", "32MB"),
        ("effective_cache_size", "512MB"),
        ("random_page_cost", "1.1"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        // No replicas and no archive: the least log that crash recovery needs.
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        // The build knows only pglz, which takes longer for a page than the disk takes for all of it: half a processor while a vacuum follows a load.
        ("wal_compression", "off"),
        // The default, 1/32 of the shared buffers, is full ten times in each batch.
        ("wal_buffers", "16MB"),
        ("max_wal_size", "1GB"),
        ("min_wal_size", "64MB"),
        // Fewer processes and wake-ups: reads by the backends themselves, no parallel workers, no compilation of queries.
        ("io_method", "sync"),
        ("max_worker_processes", "1"),
        ("max_parallel_workers_per_gather", "0"),
        ("max_logical_replication_workers", "0"),
        ("jit", "off"),
        ("autovacuum_max_workers", "1"),
        ("autovacuum_naptime", "30s"),
        ("bgwriter_delay", "1s"),
        ("idle_in_transaction_session_timeout", "5min"),
        ("TimeZone", "UTC"),
        ("log_timezone", "UTC"),
        ("log_min_messages", "warning"),
        // The log must not hold what rows hold.
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
        ("log_line_prefix", ""),
    ];
}
