namespace Analytics.Actors.Checkpoints;

/// <summary>The disk itself: a checkpoint is durable when its manifest has its name, and files that no manifest names are only garbage.</summary>
internal sealed class FilePlace(string folder, EpochFile epoch, FileCheckpointOptions options) : ICheckpointPlace
{
    public long Epoch { get; } = epoch.Current;

    public bool NeedsDisk => !options.WithoutSync;

    public void Check() => epoch.Check();

    public void Fetch() => epoch.Check();

    public bool TryRestore(PartFile file) => false;

    public void Add(IReadOnlyList<StateFileEntry> files)
    {
        // The bytes are on the disk; their names become durable with the next manifest's.
    }

    public void Commit(Manifest manifest, KeptFiles kept) =>
        DurableFiles.Replace(CheckpointFolder.ManifestPath(folder, manifest.Number), ManifestCodec.Write(manifest), options.Reached, NeedsDisk);
}
