namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>What is known of one row of bytes without reading them.</summary>
/// <param name="File">The file that they belong to.</param>
/// <param name="Position">Where in the file they start.</param>
/// <param name="Length">How many they are, before compression.</param>
/// <param name="Checksum">Their CRC-32C.</param>
/// <param name="Epoch">Epoch of the owner that wrote them.</param>
internal readonly record struct PartRow(PartFile File, long Position, int Length, uint Checksum, long Epoch)
{
    /// <summary>Position behind the last byte.</summary>
    public long End => Position + Length;
}
