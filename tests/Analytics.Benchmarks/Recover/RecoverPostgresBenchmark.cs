using System.Diagnostics;
using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Log.Segments;
using Analytics.Testing;

namespace Analytics.Benchmarks.Recover;

/// <summary>The same with checkpoints in PostgreSQL: one checkpoint of 10 MiB, and the recovery of many sessions with an empty, a full and a standby's folder.</summary>
internal sealed class RecoverPostgresBenchmark : IBenchmark
{
    private const int CheckpointBytes = 10 << 20;
    private const int Writes = 9;

    public string Name => "recover-postgres";

    public string Summary => "the same from checkpoints in PostgreSQL (--sessions 1000000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if (TestPostgres.Missing is { } missing) throw new InvalidOperationException(missing);
        var sessions = arguments.Int("sessions", 1_000_000);
        using var folder = new TemporaryFolder();
        await using var postgres = await TestPostgres.StartAsync();
        var options = new PostgresCheckpointOptions { Connection = await postgres.CreateDatabaseAsync(CheckpointMigrations.All), Folder = folder.File("cache") };
        await using var log = ManySessions.OpenLog(folder.Path);
        await ManySessions.FillAsync(log, sessions);
        var (sent, content) = await LoadAsync(log, options);
        var full = await ManySessions.RecoverAsync(log, () => new PostgresCheckpointStore(options));
        Directory.Delete(options.Folder, true);
        var empty = await ManySessions.RecoverAsync(log, () => new PostgresCheckpointStore(options));
        var inPostgres = Write(new PostgresCheckpointStore(options with { Folder = folder.File("write") }));
        var inFiles = Write(new FileCheckpointStore(folder.File("files")));
        return
        [
            new("sessions restored", Math.Min(full.Restored, empty.Restored), "sessions", Floor: sessions),
            new("start with a full folder", full.Took.TotalSeconds, "s", Floor: 5, LowerIsBetter: true),
            new("start with an empty folder", empty.Took.TotalSeconds, "s", Floor: 10, LowerIsBetter: true),
            new("stored while loading", sent / 1048576.0, "MiB", LowerIsBetter: true),
            new("the same on the wire", content / 1048576.0, "MiB", LowerIsBetter: true),
            new("a checkpoint of 10 MiB", inPostgres.TotalMilliseconds, "ms", LowerIsBetter: true, Peer: $"{inFiles.TotalMilliseconds:N0} ms in files"),
        ];
    }

    private static async Task<(long Sent, long Content)> LoadAsync(SegmentLog log, PostgresCheckpointOptions options)
    {
        using var store = new PostgresCheckpointStore(options);
        await ManySessions.ProcessAsync(log, store);
        return (store.Traffic.SentBytes, store.Traffic.SentContentBytes);
    }

    // The median of some writes of entities that are half noise.
    private static TimeSpan Write(ICheckpointStore store)
    {
        using (store)
        {
            using var shard = store.Open(new ShardId("checkpoint", 0));
            shard.Recover((_, _, _) => { });
            var changes = new EntityChanges(shard.IdentitySeed);
            var took = new List<TimeSpan>();
            for (var number = 1; number <= Writes; number++)
            {
                Fill(changes, new Random(number));
                var watch = Stopwatch.StartNew();
                shard.Write(Checkpoint(number, changes));
                took.Add(watch.Elapsed);
            }

            return took.Order().ElementAt(Writes / 2);
        }
    }

    private static void Fill(EntityChanges changes, Random random)
    {
        changes.Clear();
        changes.StartKind("entity");
        Span<byte> key = stackalloc byte[8];
        while (changes.Bytes < CheckpointBytes)
        {
            BitConverter.TryWriteBytes(key, changes.Count);
            var state = changes.Begin(key, 160)[..160];
            state.Clear();
            random.NextBytes(state[..80]);
            changes.Commit(160);
        }
    }

    private static ShardCheckpoint Checkpoint(int number, EntityChanges changes) => new()
    {
        Number = number,
        NextOffset = number,
        ClockMicros = number,
        Tenants = [],
        Sinks = [],
        Open = [],
        SetAside = [],
        Repeat = [],
        Changes = changes,
    };
}
