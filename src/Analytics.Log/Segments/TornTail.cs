namespace Analytics.Log.Segments;

/// <summary>Tells a torn tail from damage: behind a torn commit there can be frames of that commit, but none of a later one.</summary>
internal static class TornTail
{
    private const int ReadSize = 1024 * 1024;

    /// <summary>Position of the first sound frame at or behind a fault that belongs to a commit after <paramref name="tornOffset"/>; null when there is none.</summary>
    public static long? FindLaterCommit(ISegmentFile file, long fault, long tornOffset, uint tag)
    {
        var length = file.Length;
        var buffer = new byte[ReadSize];
        for (var position = fault; length - position >= FrameHeader.Size;)
        {
            var read = file.Read(buffer.AsSpan(0, (int)Math.Min(ReadSize, length - position)), position);
            var found = buffer.AsSpan(0, read).IndexOf(FrameHeader.Magic);
            if (found < 0)
            {
                position += Math.Max(1, read - FrameHeader.Magic.Length + 1);
                continue;
            }

            position += found;
            if (IsLaterCommit(file, position, tornOffset, tag)) return position;
            position++;
        }

        return null;
    }

    private static bool IsLaterCommit(ISegmentFile file, long position, long tornOffset, uint tag)
    {
        Span<byte> head = stackalloc byte[FrameHeader.Size];
        if (file.Read(head, position) != head.Length || !FrameHeader.TryRead(head, out var header)) return false;
        if (header.CommitOffset <= tornOffset || header.Tag != tag || position + header.Length > file.Length) return false;
        var frame = new byte[header.Length];
        return file.Read(frame, position) == frame.Length && header.Verifies(frame, tag);
    }
}
