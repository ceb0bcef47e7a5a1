namespace Analytics.Actors.Checkpoints;

/// <summary>A file of a shard, apart from manifests.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Id">Its number.</param>
internal readonly record struct PartFile(PartKind Kind, long Id)
{
    /// <summary>Where it is in the shard's folder.</summary>
    public string Path(string folder) => Kind == PartKind.State ? CheckpointFolder.StatePath(folder, Id) : CheckpointFolder.OutboxPath(folder, Id);
}
