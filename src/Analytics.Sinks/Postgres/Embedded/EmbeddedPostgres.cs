using Npgsql;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// A PostgreSQL server that belongs to this node: created at the first start, on a Unix socket that only the node's account (and the server's) can
/// reach, no network. Invariants: one server a folder at a time; it ends with the node, also after kill -9; when it dies it is started again; what it
/// acknowledged survives any of that.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Role = "analytics";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly EmbeddedPostgresOptions _options;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresAccount _account;
    private readonly FileStream _owner;
    private readonly CancellationTokenSource _stopping = new();
    private ServerProcess? _server;
    private Task _supervision = Task.CompletedTask;
    private int _stopped;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, PostgresBinaries binaries, PostgresAccount account, FileStream owner)
    {
        _options = options;
        _binaries = binaries;
        _account = account;
        _owner = owner;
        DataFolder = Path.Combine(Cluster(options), "data");
        Socket = SocketFolder.Prepare(Cluster(options), account);
    }

    /// <summary>The cluster's files.</summary>
    public string DataFolder { get; }

    /// <summary>Folder of the server's Unix socket.</summary>
    public string Socket { get; }

    /// <summary>How Npgsql reaches it: superuser of the cluster, database <c>analytics</c>.</summary>
    public string ConnectionString => ConnectTo("analytics");

    /// <summary>Process number of the server; 0 while there is none.</summary>
    public int ProcessId => _server is { HasExited: false } server ? server.Id : 0;

    /// <summary>How often the server died and was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts the server, creating the cluster when there is none, and returns when it takes connections.</summary>
    /// <exception cref="PostgresStartException">It does not start; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellation = default)
    {
        var binaries = PostgresBinaries.Find(options.NativeFolder);
        var cluster = Cluster(options);
        Directory.CreateDirectory(options.DataFolder);
        var account = PostgresAccount.For(cluster, options.Account);
        account.Own(cluster);
        var postgres = new EmbeddedPostgres(options, binaries, account, TakeOwnership(cluster));
        try
        {
            await postgres.CreateClusterAsync(cancellation);
            await postgres.LaunchAsync(cancellation);
            await postgres.CreateDatabaseAsync(cancellation);
            postgres._supervision = Task.Run(postgres.SuperviseAsync, CancellationToken.None);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server: open transactions are rolled back, everything is on disk when this returns. A second call does nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _stopping.CancelAsync();
        await _supervision;
        if (_server is { } server) await server.StopAsync(_options.StopTimeout);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server?.Dispose();
        await _owner.DisposeAsync();
        _stopping.Dispose();
    }

    private static string Cluster(EmbeddedPostgresOptions options) => Path.Combine(Path.GetFullPath(options.DataFolder), "postgres");

    private static FileStream TakeOwnership(string cluster)
    {
        try
        {
            return new FileStream(Path.Combine(cluster, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new PostgresStartException($"Another node uses {cluster}; stop it, or use another data folder.", error);
        }
    }

    // Made beside its place and renamed when complete, so that a kill in between leaves nothing that looks like a cluster.
    private async Task CreateClusterAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(DataFolder)) return;
        var fresh = DataFolder + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, true);
        string[] program = [_binaries.InitDb, "-D", fresh, "-U", Role, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions"];
        using var creation = ServerProcess.Start(_account.Command(program, _binaries.Folder, DataFolder), null);
        await creation.WaitAsync(cancellation);
        if (creation.ExitCode != 0) throw new PostgresStartException($"initdb failed in {fresh}: {creation.Output}");
        Directory.Move(fresh, DataFolder);
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        await LeftoverServer.ClearAsync(DataFolder, Socket, _options.StopTimeout, cancellation);
        string[] program = [_binaries.Server, "-D", DataFolder, .. ServerSettings.Arguments(_options, Socket)];
        var server = ServerProcess.Start(_account.Command(program, _binaries.Folder, DataFolder, Socket), _options.Log);
        Interlocked.Exchange(ref _server, server)?.Dispose();
        var started = TimeProvider.System.GetTimestamp();
        while (!IsReady(server))
        {
            if (server.HasExited)
            {
                // Its last words may still be in the pipe.
                await server.WaitAsync(cancellation);
                throw new PostgresStartException($"PostgreSQL ended while starting on {DataFolder}: {server.Output}");
            }

            if (TimeProvider.System.GetElapsedTime(started) > _options.StartTimeout)
                throw new PostgresStartException($"PostgreSQL was not ready within {_options.StartTimeout} on {DataFolder}: {server.Output}");
            await Task.Delay(Poll, cancellation);
        }
    }

    // The server writes its state into the eighth line of its process file, as pg_ctl expects it.
    private bool IsReady(ServerProcess server)
    {
        const int State = 7;
        try
        {
            var lines = File.ReadAllLines(Path.Combine(DataFolder, "postmaster.pid"));
            return lines.Length > State && lines[0] == server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) && lines[State].Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectTo("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var look = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'analytics'", connection);
        if (await look.ExecuteScalarAsync(cancellation) is not null) return;
        await using var create = new NpgsqlCommand("CREATE DATABASE analytics", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    private async Task SuperviseAsync()
    {
        var pause = ShortestPause;
        try
        {
            while (true)
            {
                await _server!.WaitAsync(_stopping.Token);
                _options.Log?.Invoke($"PostgreSQL ended with exit code {_server.ExitCode}; starting it again.");
                pause = await LaunchAgainAsync(pause);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task<TimeSpan> LaunchAgainAsync(TimeSpan pause)
    {
        try
        {
            await LaunchAsync(_stopping.Token);
            Restarts++;
            return ShortestPause;
        }
        catch (PostgresStartException error)
        {
            _options.Log?.Invoke(error.Message);
            await Task.Delay(pause, _stopping.Token);
            return pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private string ConnectTo(string database) =>
        new NpgsqlConnectionStringBuilder { Host = Socket, Port = SocketFolder.Port, Username = Role, Database = database }.ConnectionString;
}
