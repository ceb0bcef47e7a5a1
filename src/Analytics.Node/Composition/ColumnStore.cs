using System.Security.Cryptography;
using System.Text;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Sinks;
using Analytics.Node.Status;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;

namespace Analytics.Node.Composition;

/// <summary>ClickHouse: its engine as a child of this node, or a server that <c>sinks.clickhouse.url</c> names.</summary>
internal sealed class ColumnStore : IAsyncDisposable
{
    private readonly EmbeddedClickHouse? _engine;
    private readonly string _server;
    private readonly DateTimeOffset _startedAt;

    private ColumnStore(EmbeddedClickHouse? engine, string server, ClickHouseConnection connection, DateTimeOffset startedAt)
    {
        (_engine, _server, Connection, _startedAt) = (engine, server, connection, startedAt);
    }

    /// <summary>The way to it.</summary>
    public ClickHouseConnection Connection { get; }

    /// <summary>How it is. What a server lacks shows at the sinks, which try it all the time.</summary>
    public StoreStatus Status => _engine is null
        ? new StoreStatus("clickhouse", "up", _startedAt.UtcDateTime, $"server {_server}; the sinks say whether it answers")
        : new StoreStatus("clickhouse", StateOf(_engine), _startedAt.UtcDateTime, Detail(_engine));

    /// <summary>Starts or reaches it and brings the tables up to date.</summary>
    public static async Task<ColumnStore> StartAsync(NodeOptions node, string dataFolder, TimeProvider time, CancellationToken cancellation)
    {
        var options = node.Sinks.Clickhouse;
        var engine = options.Url.Length > 0 ? null : await EmbeddedClickHouse.StartAsync(Engine(options, node.Enrichment.Assets, dataFolder), cancellation);
        var server = engine is null ? ServerAddress(options.Url) : null;
        var connection = new ClickHouseConnection(new ClickHouseConnectionOptions
        {
            Address = () => engine?.BaseAddress ?? server!,
            Writer = engine?.Writer ?? new ClickHouseCredentials(options.User, options.Password),
            Reader = engine?.Reader ?? new ClickHouseCredentials(options.ReaderUser, options.ReaderPassword),
            Database = options.Database,
            StatementTimeout = options.Timeout,
        });
        var store = new ColumnStore(engine, server?.Authority ?? "", connection, time.GetUtcNow());
        try
        {
            await new ClickHouseSchema(connection, options.Database, options.Retention).ApplyAsync(cancellation);
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
        Connection.Dispose();
        if (_engine is not null) await _engine.DisposeAsync();
    }

    private static EmbeddedClickHouseOptions Engine(ClickHouseOptions options, string assets, string dataFolder) => new()
    {
        ProgramPath = Path.Combine(AppContext.BaseDirectory, "store", "Analytics.Store.dll"),
        LibraryPath = Path.Combine(assets, "@chdb", "lib-linux-x64-gnu", "libchdb.so"),
        DataPath = Path.Combine(dataFolder, "clickhouse"),
        Port = options.Port,
        MemoryLimit = options.Memory.Bytes,
        Reader = options.ReaderUser,
        ReaderPassword = options.ReaderPassword.Length > 0 ? options.ReaderPassword : ReaderPassword(dataFolder),
        Database = options.Database,
    };

    private static Uri ServerAddress(string url) =>
        Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new OptionsException([$"sinks.clickhouse.url: found \"{url}\", expected an address such as http://clickhouse:8123"]);

    /// <summary>The reader's password stays the same over restarts, so that Grafana need not be told anew. Only the owner of the data folder can read it.</summary>
    private static string ReaderPassword(string dataFolder)
    {
        var path = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, "clickhouse-reader.password");
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.ASCII.GetBytes(password));
        return password;
    }

    private static string StateOf(EmbeddedClickHouse engine) => engine.State switch
    {
        EmbeddedClickHouseState.Running => "up",
        EmbeddedClickHouseState.Starting => "starting",
        _ => "down",
    };

    private static string Detail(EmbeddedClickHouse engine) =>
        engine.LastError is { Length: > 0 } error && engine.State != EmbeddedClickHouseState.Running
            ? error
            : $"embedded, {engine.BaseAddress}, read-only user {engine.Reader.User}, its password in clickhouse-reader.password of the data folder";
}
