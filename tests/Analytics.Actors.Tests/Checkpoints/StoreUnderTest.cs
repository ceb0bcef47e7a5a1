using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Testing;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>A checkpoint store of one kind that can be closed and opened again, as by a restart of its process.</summary>
internal sealed class StoreUnderTest : IDisposable
{
    public const string Files = "files";
    public const string Postgres = "postgres";
    private static int _made;

    private readonly TemporaryFolder _folder = new();
    private readonly string? _connection;
    private ICheckpointStore? _store;

    public StoreUnderTest(string kind, PostgresServer server, FileCheckpointOptions? options = null, string? connection = null)
    {
        if (kind == Postgres) _connection = connection ?? server.Shared;
        Options = (options ?? new FileCheckpointOptions()) with { WithoutSync = true };
    }

    /// <summary>The stores that can run here.</summary>
    public static IEnumerable<string> Kinds => TestPostgres.Missing is null ? [Files, Postgres] : [Files];

    /// <summary>A shard that no other test has: they share a database.</summary>
    public ShardId Shard { get; init; } = new("raw_events_" + Interlocked.Increment(ref _made), 3);

    public ShardId Neighbour => Shard with { Partition = 4 };

    public FileCheckpointOptions Options { get; set; }

    public string Folder => Path.Combine(_folder.Path, "checkpoints");

    public string ShardFolder => Path.Combine(Folder, Shard.ToString());

    /// <summary>The database; only of the store in PostgreSQL.</summary>
    public string Connection => _connection!;

    public ICheckpointStore Store => _store ??= _connection is null
        ? new FileCheckpointStore(Folder, Options)
        : new PostgresCheckpointStore(new PostgresCheckpointOptions { Connection = _connection, Folder = Folder, Files = Options, PartBytes = 700, BatchBytes = 2000, Node = Node, Address = Node + ":8080", Timeout = Timeout });

    public string Node { get; init; } = "one";

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The store, when it is the one in PostgreSQL.</summary>
    public PostgresCheckpointStore InPostgres => (PostgresCheckpointStore)Store;

    public IShardCheckpoints Open() => Store.Open(Shard);

    /// <summary>Opens the shard and loads it.</summary>
    public ShardBook Own() => new ShardBook(Open()).Recover();

    /// <summary>The process ends; what opens next is another one.</summary>
    public void Close()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <summary>The same in a process that was not there before.</summary>
    public ShardBook Restart()
    {
        Close();
        return Own();
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }
}
