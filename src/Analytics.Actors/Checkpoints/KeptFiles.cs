namespace Analytics.Actors.Checkpoints;

/// <summary>What the kept generations need; the rest is garbage.</summary>
/// <param name="Manifests">Numbers of the generations.</param>
/// <param name="Outboxes">Outbox files with payloads that wait.</param>
/// <param name="States">State files; null while a compaction makes new ones: then all stay.</param>
internal sealed record KeptFiles(HashSet<long> Manifests, HashSet<long> Outboxes, HashSet<long>? States)
{
    /// <summary>True when the file is needed.</summary>
    public bool Contains(PartFile file) => file.Kind == PartKind.State ? States?.Contains(file.Id) ?? true : Outboxes.Contains(file.Id);

    /// <summary>Deletes what is not needed.</summary>
    public void DeleteOthers(string folder, StateFiles states)
    {
        foreach (var number in CheckpointFolder.Manifests(folder))
            if (!Manifests.Contains(number)) File.Delete(CheckpointFolder.ManifestPath(folder, number));
        foreach (var number in CheckpointFolder.Outboxes(folder))
            if (!Outboxes.Contains(number)) File.Delete(CheckpointFolder.OutboxPath(folder, number));
        if (States is not null) states.KeepOnly(States);
    }
}
