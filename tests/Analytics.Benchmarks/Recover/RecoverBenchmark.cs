using Analytics.Actors.Checkpoints;
using Analytics.Log.Segments;

namespace Analytics.Benchmarks.Recover;

/// <summary>Opens a session for each of a million users on four shards, stops, and measures how long the next start takes until every shard reads again.</summary>
internal sealed class RecoverBenchmark : IBenchmark
{
    public string Name => "recover";

    public string Summary => "live sessions restored from checkpoints (--sessions 1000000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var sessions = arguments.Int("sessions", 1_000_000);
        var folder = Directory.CreateTempSubdirectory("recover-").FullName;
        try
        {
            await using var log = ManySessions.OpenLog(folder);
            await ManySessions.FillAsync(log, sessions);
            var (processing, pause) = await LoadAsync(log, folder);
            var bytes = new DirectoryInfo(Path.Combine(folder, "checkpoints")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            var (restored, recovery, slowest) = await ManySessions.RecoverAsync(log, () => Open(folder));
            return
            [
                new("sessions restored", restored, "sessions", Floor: sessions),
                new("start until every shard reads", recovery.TotalSeconds, "s", Floor: 5, LowerIsBetter: true),
                new("slowest shard", slowest.TotalSeconds, "s", LowerIsBetter: true),
                new("checkpoints on disk", bytes / 1048576.0, "MiB", LowerIsBetter: true),
                new("longest pause of a cut while loading", pause.TotalMilliseconds, "ms", LowerIsBetter: true),
                new("events processed while loading", sessions / processing.TotalSeconds, "events/s"),
            ];
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static FileCheckpointStore Open(string folder) => new(Path.Combine(folder, "checkpoints"));

    private static async Task<(TimeSpan Took, TimeSpan Pause)> LoadAsync(SegmentLog log, string folder)
    {
        using var store = Open(folder);
        return await ManySessions.ProcessAsync(log, store);
    }
}
