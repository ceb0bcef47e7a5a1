using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts.Stores;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Sinks;
using Analytics.Node.Status;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;

namespace Analytics.Node.Composition;

/// <summary>ClickHouse: its engine as a child of this node, or a server that <c>sinks.clickhouse.url</c> names.</summary>
internal sealed class ColumnStore : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(5);

    private readonly EmbeddedClickHouse? _engine;
    private readonly DateTimeOffset _startedAt;
    private readonly CancellationTokenSource _stop = new();
    private readonly ClickHouseTelemetry? _telemetry;
    private Task _preparing = Task.CompletedTask;

    private ColumnStore(EmbeddedClickHouse? engine, ClickHouseConnection connection, DateTimeOffset startedAt) 
    {
        (_engine, Connection, _startedAt) = (engine, connection, startedAt);
        if (engine is null) _telemetry = new ClickHouseTelemetry(connection);
    }

    /// <summary>The way to it.</summary>
    public ClickHouseConnection Connection { get; }

    /// <summary>How it is: up while one of its servers answers.</summary>
    public StoreStatus Status => _engine is null
        ? OfServers()
        : new StoreStatus("clickhouse", StateOf(_engine), _startedAt.UtcDateTime, Detail(_engine));

    /// <summary>Starts or reaches it and brings the tables up to date. Of several replicas one must answer; the others are prepared when they do.</summary>
    public static async Task<ColumnStore> StartAsync(NodeOptions node, string dataFolder, TimeProvider time, CancellationToken cancellation)
    {
        var options = node.Sinks.Clickhouse;
        var addresses = options.Url.Length > 0 ? ServerAddresses(options) : [];
        var engine = options.Url.Length > 0 ? null : await EmbeddedClickHouse.StartAsync(Engine(options, node.Enrichment.Assets, dataFolder), cancellation);
        var settings = new ClickHouseConnectionOptions
        {
            Servers = engine is null
                ? [.. addresses.Select(address => new ClickHouseServer(() => address, options.FailuresToOpen, options.OpenFor) { IsReady = addresses.Count == 1 })]
                : [new ClickHouseServer(() => engine.BaseAddress)],
            Writer = engine?.Writer ?? new ClickHouseCredentials(options.User, options.Password),
            Reader = engine?.Reader ?? new ClickHouseCredentials(options.ReaderUser, options.ReaderPassword),
            Database = options.Database,
            ConnectTimeout = options.ConnectTimeout,
            QueryTimeout = node.Query.Timeout,
            StatementTimeout = options.Timeout,
            Compress = options.Compress && engine is null,
            IsReplicated = options.Replicated && engine is null,
            Time = time,
        };
        var store = new ColumnStore(engine, new ClickHouseConnection(settings), time.GetUtcNow());
        try
        {
            if (settings.Servers.Count == 1) await new ClickHouseSchema(store.Connection, options.Database, options.Retention, settings.IsReplicated).ApplyAsync(cancellation);
            else await store.PrepareAsync(settings, options, cancellation);
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
        await _stop.CancelAsync();
        await _preparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _telemetry?.Dispose();
        Connection.Dispose();
        if (_engine is not null) await _engine.DisposeAsync();
    }

    private async Task PrepareAsync(ClickHouseConnectionOptions settings, ClickHouseOptions options, CancellationToken cancellation)
    {
        var faults = await Task.WhenAll(settings.Servers.Select(server => TryPrepareAsync(settings, server, options, cancellation)));
        if (Array.TrueForAll(faults, fault => fault is not null)) throw faults[0]!;
        _preparing = PrepareOthersAsync(settings, options, _stop.Token);
    }

    private static async Task PrepareOthersAsync(ClickHouseConnectionOptions settings, ClickHouseOptions options, CancellationToken stop)
    {
        while (settings.Servers.Any(server => !server.IsReady))
        {
            await Task.Delay(BetweenTries, settings.Time, stop);
            foreach (var server in settings.Servers.Where(server => !server.IsReady)) await ProbeAsync(settings, server, options, stop);
        }
    }

    // One that came back with tables of another kind is not asked; its line in the status says that its tables are not there.
    private static async Task ProbeAsync(ClickHouseConnectionOptions settings, ClickHouseServer server, ClickHouseOptions options, CancellationToken stop)
    {
        try
        {
            await TryPrepareAsync(settings, server, options, stop);
        }
        catch (Exception fault) when (fault is ClickHouseException or InvalidOperationException)
        {
            // Somebody must mend it; until then the others answer.
        }
    }

    /// <summary>Brings one replica's tables up to date; returns why that did not succeed. Tables of another kind are an error of the settings and end the start.</summary>
    private static async Task<StoreUnavailableException?> TryPrepareAsync(ClickHouseConnectionOptions settings, ClickHouseServer server, ClickHouseOptions options, CancellationToken cancellation)
    {
        // A connection of its own: the tables of this replica and of no other.
        var alone = new ClickHouseServer(() => server.Address);
        using var connection = new ClickHouseConnection(settings with { Servers = [alone] });
        try
        {
            await new ClickHouseSchema(connection, options.Database, options.Retention, settings.IsReplicated).ApplyAsync(cancellation);
            server.IsReady = true;
            return null;
        }
        catch (StoreUnavailableException fault)
        {
            return fault;
        }
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

    private static List<Uri> ServerAddresses(ClickHouseOptions options)
    {
        var texts = options.Url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length > 1 && !options.Replicated)
            throw new OptionsException(["sinks.clickhouse.url: found several servers, expected one, or sinks.clickhouse.replicated = on: what one has under a token, the others must know"]);
        return [.. texts.Select(ServerAddress)];
    }

    private static Uri ServerAddress(string url)
    {
        if (!Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new OptionsException(["sinks.clickhouse.url: found no address, expected one such as http://clickhouse:8123"]);
        return address.UserInfo.Length == 0
            ? address
            : throw new OptionsException([$"sinks.clickhouse.url: found credentials before {address.Authority}, expected them in sinks.clickhouse.user and .password: addresses are shown"]);
    }

    private StoreStatus OfServers()
    {
        var servers = Connection.Servers;
        var down = servers.Where(server => !server.IsReady || !server.State.IsUp).ToList();
        var since = down.Count == servers.Count ? down.Min(server => server.State.Since) : null;
        var troubles = down.Select(server => $"; {server.Address.Authority}: {server.State.Error ?? "its tables are not there yet"}");
        var answering = string.Join(", ", servers.Except(down).Select(server => server.Address.Authority));
        return new StoreStatus(
            "clickhouse", down.Count == servers.Count ? "down" : "up", (since ?? _startedAt).UtcDateTime,
            $"{servers.Count - down.Count} of {servers.Count} servers answer{(answering.Length > 0 ? ": " + answering : "")}{string.Concat(troubles)}");
    }

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
