using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>One generation: everything of a checkpoint but the entities, and which files hold those.</summary>
internal sealed record Manifest(
    long Number,
    long Epoch,
    long NextOffset,
    long ClockMicros,
    IReadOnlyList<TenantMark> Tenants,
    IReadOnlyList<SinkMark> Sinks,
    IReadOnlyList<OpenDelivery> Open,
    IReadOnlyList<SetAsideEvent> SetAside,
    IReadOnlyList<CutBorder> Repeat,
    IReadOnlyList<StateFileEntry> Files,
    long Bytes,
    long Entities)
{
    /// <summary>Where it was cut.</summary>
    public CutBorder Border => new(Number, NextOffset, ClockMicros, SetAside);

    /// <summary>Lowest input offset that loading it may need again.</summary>
    public long LowestOffset => Open
        .Where(open => open.Mode == Contracts.Sinks.DeliveryMode.ByReference)
        .Aggregate(NextOffset, (lowest, open) => Math.Min(lowest, open.Range.From));

    /// <summary>What operators see of it; its file lies in a folder.</summary>
    public CheckpointGeneration Describe(string folder)
    {
        var writtenAt = File.GetLastWriteTimeUtc(CheckpointFolder.ManifestPath(folder, Number));
        return new CheckpointGeneration(Number, new DateTimeOffset(writtenAt), Epoch, NextOffset, Bytes, Entities, Open.Count);
    }

    /// <summary>The manifest of a checkpoint.</summary>
    public static Manifest Of(ShardCheckpoint checkpoint, long epoch, IReadOnlyList<StateFileEntry> files) => new(
        checkpoint.Number,
        epoch,
        checkpoint.NextOffset,
        checkpoint.ClockMicros,
        checkpoint.Tenants,
        checkpoint.Sinks,
        checkpoint.Open,
        checkpoint.SetAside,
        checkpoint.Repeat,
        files,
        checkpoint.Changes.Bytes,
        checkpoint.Changes.Entries.Length);
}
