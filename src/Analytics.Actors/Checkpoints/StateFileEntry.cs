namespace Analytics.Actors.Checkpoints;

/// <summary>A state file as one generation sees it, oldest first; later bytes are not its business.</summary>
/// <param name="Id">Number of the file.</param>
/// <param name="Length">Bytes that belong to the generation.</param>
internal readonly record struct StateFileEntry(long Id, long Length);
