namespace Analytics.Log.Segments;

/// <summary>One entry of the sparse index.</summary>
/// <param name="Offset">First offset of a frame.</param>
/// <param name="Position">Where the frame begins in the file.</param>
/// <param name="MaxReceivedBefore">Latest received-at of the records of the segment before it; <see cref="long.MinValue"/> for none.</param>
internal readonly record struct IndexEntry(long Offset, long Position, long MaxReceivedBefore);
