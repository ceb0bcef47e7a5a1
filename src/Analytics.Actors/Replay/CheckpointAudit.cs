using Analytics.Actors.Checkpoints;
using Analytics.Actors.Recovery;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Replay;

/// <summary>
/// Reads every kept checkpoint of a shard back: checksums of manifest, of every record of its state files and of every payload that waits, and then its entities into actors,
/// as a recovery would. Works on a copy, so that the shard goes on.
/// </summary>
public static class CheckpointAudit
{
    /// <summary>The findings, newest checkpoint first.</summary>
    /// <param name="checkpoints">Where the checkpoints are had from.</param>
    /// <param name="lane">What lives on the shard.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="folder">An empty folder for the copy; whoever names it deletes it.</param>
    /// <exception cref="IOException">The checkpoints cannot be read now.</exception>
    public static IReadOnlyList<CheckpointFinding> Run(ICheckpointCopies checkpoints, LaneDefinition lane, ShardId shard, string folder)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        checkpoints.CopyTo(shard, folder);
        return Directory.Exists(folder) ? [.. CheckpointFolder.Manifests(folder).Select(number => Look(lane, shard, folder, number))] : [];
    }

    private static CheckpointFinding Look(LaneDefinition lane, ShardId shard, string folder, long number)
    {
        Manifest manifest;
        try
        {
            manifest = ManifestCodec.Read(CheckpointFolder.ManifestPath(folder, number), number);
        }
        catch (IOException fault)
        {
            return new CheckpointFinding(number, 0, 0, 0, 0, 0, 0, [], [], [], fault.Message);
        }

        var (entities, damage) = Restore(lane, shard, folder, number);
        return new CheckpointFinding(
            number, manifest.Epoch, manifest.NextOffset, manifest.ClockMicros, manifest.Files.Count, manifest.Files.Sum(file => file.Length), entities, manifest.Tenants, manifest.Sinks, manifest.Open, damage);
    }

    private static (long Entities, string Fault) Restore(LaneDefinition lane, ShardId shard, string folder, long number)
    {
        using var files = new StateFiles(folder);
        var loader = new GenerationLoader(folder, 0, manifest => manifest.Number != number);
        try
        {
            loader.Load(files);
            var kinds = lane.Kinds(shard).ToDictionary(kind => kind.Name, StringComparer.Ordinal);
            return (loader.Restore(files, (kind, key, state) => kinds.GetValueOrDefault(kind)?.Restore(key, state)), "");
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            return (0, fault.Message);
        }
    }
}
