namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Bytes of a file that are not stored yet.</summary>
/// <param name="File">The file.</param>
/// <param name="From">First byte.</param>
/// <param name="To">Position behind the last byte.</param>
internal readonly record struct PartRange(PartFile File, long From, long To);
