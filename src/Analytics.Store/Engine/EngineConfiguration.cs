using System.Globalization;

namespace Analytics.Store.Engine;

/// <summary>
/// The engine's configuration files, written beside its data at each start: pools and caches for a small machine, no log tables,
/// and two roles. The engine has one user; what a connection may do is decided by the role it takes.
/// </summary>
internal static class EngineConfiguration
{
    /// <summary>Role that may only read the databases named in <see cref="StoreOptions.ReaderDatabases"/> (and the system tables).</summary>
    public const string ReaderRole = "reader";

    /// <summary>Writes the files and returns the folder's configuration path.</summary>
    public static void Write(StoreOptions options)
    {
        Directory.CreateDirectory(options.DataPath);
        File.WriteAllText(UsersPath(options), Users(options));
        File.WriteAllText(ConfigPath(options), Config(options));
    }

    /// <summary>Arguments of each connection; the first one's start the engine.</summary>
    public static IReadOnlyList<string> Arguments(StoreOptions options) =>
    [
        "clickhouse", "--config-file=" + ConfigPath(options), "--path=" + options.DataPath,
        .. options.Settings.Select(s => $"--{s.Key}={s.Value}"),
    ];

    private static string ConfigPath(StoreOptions options) => Path.Combine(options.DataPath, "store-config.xml");

    private static string UsersPath(StoreOptions options) => Path.Combine(options.DataPath, "store-users.xml");

    private static string Config(StoreOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        <clickhouse>
          <users_config>{Escape(UsersPath(options))}</users_config>
          <max_server_memory_usage>{options.MemoryLimit}</max_server_memory_usage>
          <max_server_memory_usage_to_ram_ratio>0.9</max_server_memory_usage_to_ram_ratio>
          <background_pool_size>{options.BackgroundThreads}</background_pool_size>
          <os_threads_nice_value_merge_mutate>10</os_threads_nice_value_merge_mutate>
          <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
          <background_schedule_pool_size>4</background_schedule_pool_size>
          <background_common_pool_size>2</background_common_pool_size>
          <background_move_pool_size>1</background_move_pool_size>
          <background_fetches_pool_size>1</background_fetches_pool_size>
          <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
          <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
          <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
          <mark_cache_size>67108864</mark_cache_size>
          <index_mark_cache_size>16777216</index_mark_cache_size>
          <primary_index_cache_size>67108864</primary_index_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
          <query_condition_cache_size>16777216</query_condition_cache_size>
          <compiled_expression_cache_size>33554432</compiled_expression_cache_size>
          <mmap_cache_size>128</mmap_cache_size>
          <memory_worker_period_ms>1000</memory_worker_period_ms>
          <max_thread_pool_free_size>8</max_thread_pool_free_size>
          <!-- These threads sync the files of a part, a dozen: all at once they hold up whoever else waits for the disk, above all the log. -->
          <max_io_thread_pool_size>1</max_io_thread_pool_size>
          <max_io_thread_pool_free_size>1</max_io_thread_pool_free_size>
        </clickhouse>
        """);

    private static string Users(StoreOptions options)
    {
        var grants = string.Concat(options.ReaderDatabases.Select(d => $"<query>GRANT SELECT ON {Escape(SqlQuote.Identifier(d))}.*</query>"));
        return $"""
            <clickhouse>
              <profiles><default/></profiles>
              <quotas><default/></quotas>
              <roles>
                <writer><grants><query>GRANT ALL ON *.*</query></grants></writer>
                <{ReaderRole}><grants>{grants}</grants></{ReaderRole}>
              </roles>
              <users>
                <default>
                  <password></password>
                  <networks><ip>::/0</ip></networks>
                  <profile>default</profile>
                  <quota>default</quota>
                  <grants><query>GRANT writer</query><query>GRANT {ReaderRole}</query></grants>
                </default>
              </users>
            </clickhouse>
            """;
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
