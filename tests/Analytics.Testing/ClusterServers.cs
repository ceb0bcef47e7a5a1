using System.Diagnostics;
using Analytics.Sinks.ClickHouse.Embedded;

namespace Analytics.Testing;

/// <summary>What the nodes of a cluster share: a real Kafka, a real PostgreSQL, and ClickHouse's engine behind its HTTP interface. All of it is gone afterwards.</summary>
public sealed class ClusterServers : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly EmbeddedClickHouse _columns;
    private readonly TestPostgres _rows;
    private readonly TestKafka _kafka;
    private readonly Toxiproxy? _proxy;
    private readonly int _brokers;

    private ClusterServers(TemporaryFolder folder, EmbeddedClickHouse columns, TestPostgres rows, string database, TestKafka kafka, int brokers, Toxiproxy? proxy) =>
        (_folder, _columns, _rows, Database, _kafka, _brokers, _proxy) = (folder, columns, rows, database, kafka, brokers, proxy);

    /// <summary>Why tests that need them are skipped; null when they run.</summary>
    public static string? Missing => TestPostgres.Missing ?? TestKafka.Missing;

    /// <summary>Kafka's bootstrap servers.</summary>
    public string Kafka => _kafka.Servers;

    /// <summary>The brokers, to be killed.</summary>
    public TestKafka Brokers => _kafka;

    /// <summary>The PostgreSQL server, to be killed; it comes back by itself.</summary>
    public TestPostgres Postgres => _rows;

    /// <summary>What is between the nodes and ClickHouse; null when nothing is.</summary>
    public Toxiproxy? Proxy => _proxy;

    /// <summary>Connection string of the database that the nodes share.</summary>
    public string Database { get; }

    /// <summary>Starts all of them; call it only when nothing is <see cref="Missing"/>.</summary>
    /// <param name="brokers">1 or 3.</param>
    /// <param name="proxied">Whether the nodes reach ClickHouse through a proxy that can be cut and slowed, where there is one.</param>
    /// <param name="measured">Whether the speed of the brokers is looked at.</param>
    public static async Task<ClusterServers> StartAsync(int brokers = 1, bool proxied = false, bool measured = false)
    {
        var folder = new TemporaryFolder();
        var kafka = TestKafka.StartAsync(brokers, measured: measured);
        var rows = TestPostgres.StartAsync();
        var assets = Environment.GetEnvironmentVariable("ANALYTICS_ASSETS")!;
        var columns = EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions
        {
            ProgramPath = Path.Combine(Path.GetDirectoryName(RepositoryPaths.NodeProgram)!, "store", "Analytics.Store.dll"),
            LibraryPath = Path.Combine(assets, "@chdb", "lib-linux-x64-gnu", "libchdb.so"),
            DataPath = folder.File("clickhouse"),
            ReaderPassword = "only-for-reading",
            DotnetPath = "dotnet",
        });
        var proxy = proxied && Toxiproxy.Missing is null ? await Toxiproxy.StartAsync((await columns).BaseAddress) : null;
        return new ClusterServers(folder, await columns, await rows, await (await rows).CreateDatabaseAsync([]), await kafka, brokers, proxy);
    }

    /// <summary>Starts a node of the cluster and returns at once.</summary>
    /// <param name="name">Its name and the name of its folder.</param>
    /// <param name="port">Its port.</param>
    /// <param name="more">Further arguments of <c>run</c>.</param>
    public NodeProcess Launch(string name, int port, params string[] more)
    {
        string[] arguments =
        [
            "--port", FormattableString.Invariant($"{port}"), "--profile", "cluster", .. Set("node.name", name), .. Set("node.advertised-address", FormattableString.Invariant($"127.0.0.1:{port}")),
            .. Set("kafka.brokers", Kafka), .. Set("kafka.library", TestKafka.LibraryPath!), .. Set("kafka.create-topics", "on"), .. Set("kafka.replication", FormattableString.Invariant($"{_brokers}")),
            .. Set("kafka.group.session-timeout", "6s"), .. Set("sinks.postgres.connection", Database),
            .. Set("sinks.clickhouse.url", (_proxy?.Address ?? _columns.BaseAddress).ToString()), .. Set("sinks.clickhouse.user", _columns.Writer.User), .. Set("sinks.clickhouse.password", _columns.Writer.Password),
            .. Set("sinks.clickhouse.reader-user", _columns.Reader.User), .. Set("sinks.clickhouse.reader-password", _columns.Reader.Password),
            .. Set("gateway.trusted-networks", "[\"127.0.0.0/8\"]"), .. more,
        ];
        return NodeProcess.Launch(_folder.File(name), arguments);
    }

    /// <summary>Asks ClickHouse and returns the answer's text.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _columns.BaseAddress) { Content = new StringContent(sql) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{_columns.Reader.User}:{_columns.Reader.Password}")));
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text.Trim() : throw new InvalidOperationException(text);
    }

    /// <summary>Asks PostgreSQL for a number.</summary>
    public async Task<long> CountAsync(string sql, string parameter)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = parameter });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Sends lines to a topic with kcat, which knows nothing of this system: its own keys, its own partitioner.</summary>
    public async Task ProduceAsync(string topic, string tenant, IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo("kcat", ["-P", "-b", Kafka, "-t", topic, "-K", "\t", "-H", "tenant=" + tenant, "-X", "acks=all"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var kcat = Process.Start(start)!;
        var errors = kcat.StandardError.ReadToEndAsync();
        var number = 0;
        foreach (var line in lines) await kcat.StandardInput.WriteLineAsync($"{number++ % 97}\t{line}");
        kcat.StandardInput.Close();
        await kcat.WaitForExitAsync();
        if (kcat.ExitCode != 0) throw new InvalidOperationException(await errors);
    }

    /// <summary>Ends Kafka, as an outage would.</summary>
    public ValueTask StopKafkaAsync() => _kafka.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        await _kafka.DisposeAsync();
        await _rows.DisposeAsync();
        await _columns.DisposeAsync();
        _folder.Dispose();
    }

    private static string[] Set(string key, string value) => ["--set", value.StartsWith('[') ? $"{key}={value}" : $"{key}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""];
}
