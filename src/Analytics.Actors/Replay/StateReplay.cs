using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;

namespace Analytics.Actors.Replay;

/// <summary>
/// The state of a shard as it was before an offset: the nearest kept checkpoint, or the log's beginning, and the events from there on, through the same code in a shard of its
/// own that owns nothing and sends nothing. What events did to an entity is exact. How often a result was revised, and whether it was closed by then, depends on where
/// checkpoints were cut, and is exact only as far back as those are kept.
/// </summary>
public static class StateReplay
{
    /// <summary>Asks the earlier state. Blocks for as long as the events take.</summary>
    /// <param name="setup">What it is made of.</param>
    /// <param name="offset">The first event that is not to be in it; within the log.</param>
    /// <param name="at">The time that it is then, which closes what was silent by then; null for the arrival of the last event.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ShardUnavailableException">It would take too many events, or processing failed.</exception>
    /// <exception cref="IOException">Checkpoints or log cannot be read now.</exception>
    public static ReplayedState<T> Ask<T>(ReplaySetup setup, long offset, DateTimeOffset? at, Func<ShardView, T> question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var root = Directory.CreateDirectory(setup.Folder).FullName;
        var folder = Path.Combine(root, setup.Shard.ToString());
        setup.Checkpoints.CopyTo(setup.Shard, folder);
        var start = Nearest(folder, offset);
        if (start is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var from = start?.NextOffset ?? setup.Log.StartOffset;
        if (offset - from > setup.MostEvents)
            throw new ShardUnavailableException($"{offset - from} events from offset {from} on would be processed again, and at most {setup.MostEvents} are (operator.replay-events).");
        var time = new ReplayTime();
        using var store = new FileCheckpointStore(root, new FileCheckpointOptions { CoversAtMost = offset, WithoutSync = true });
        using var shard = new Shard(Scratch(setup, store, offset, time));
        Run(shard, offset, cancellation);
        time.JumpTo(at ?? DateTimeOffset.UnixEpoch);
        Finish(shard, shard.CutAsync());
        return new ReplayedState<T>(Finish(shard, shard.AskAsync(question)), offset, start?.Number ?? 0, from, start is not null || setup.Log.StartOffset == 0);
    }

    private static Manifest? Nearest(string folder, long offset)
    {
        if (!Directory.Exists(folder)) return null;
        foreach (var number in CheckpointFolder.Manifests(folder))
        {
            try
            {
                if (ManifestCodec.Read(CheckpointFolder.ManifestPath(folder, number), number) is var manifest && manifest.NextOffset <= offset) return manifest;
            }
            catch (Contracts.Checkpoints.CheckpointDamagedException)
            {
                // An older one will do, or the log's beginning.
            }
        }

        return null;
    }

    private static ShardSetup Scratch(ReplaySetup setup, FileCheckpointStore store, long offset, ReplayTime time) => new()
    {
        Id = setup.Shard,
        Lane = setup.Lane with { Sinks = [] },
        Log = new BoundedPartition(setup.Log, offset),
        LogDropsDuplicates = setup.LogDropsDuplicates,
        Checkpoints = store,
        Sinks = [],
        Tenants = setup.Tenants,
        Background = new RunAtOnce(),
        Maintenance = new RunAtOnce(),
        Recoveries = new RunAtOnce(),
        Time = time,
        Options = setup.Options,
    };

    private static void Run(Shard shard, long offset, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (shard.Step()) continue;
            if (shard.State == ShardState.Running && Finish(shard, shard.AskAsync(view => view.Status.Position)) >= offset) return;
            if (shard.State != ShardState.Running) throw new ShardUnavailableException($"The earlier state cannot be made: {shard.Status.Reason}");
            // Offsets that no record has: the log ends before the one that was asked for.
            if (!shard.Step()) return;
        }
    }

    private static T Finish<T>(Shard shard, Task<T> asked)
    {
        for (var steps = 0; !asked.IsCompleted; steps++)
        {
            shard.Step();
            const int MostSteps = 1_000_000;
            if (shard.State is ShardState.Failed or ShardState.Stopped || steps > MostSteps) throw new ShardUnavailableException($"The earlier state cannot be made: {shard.Status.Reason}");
        }

        return asked.GetAwaiter().GetResult();
    }
}
