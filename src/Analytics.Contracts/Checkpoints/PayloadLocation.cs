namespace Analytics.Contracts.Checkpoints;

/// <summary>Where a checkpoint store keeps the payload of a delivery.</summary>
/// <param name="File">Number of the file (or row); 0 for "nowhere".</param>
/// <param name="Position">Position of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Checksum">CRC-32C of the bytes.</param>
public readonly record struct PayloadLocation(long File, long Position, int Length, uint Checksum);
