namespace Analytics.Log.Segments;

/// <summary>
/// Zeros behind the end of the segment that is written to. A flush into blocks that were written before changes neither the length of the file nor what belongs to it, so it needs no
/// commit of the file system's journal, which on ext4 waits for whatever other files have in it: under load that is the difference between one millisecond and twenty. Databases
/// treat their logs alike. The zeros are cut off when the segment is full or closed, and by recovery.
/// </summary>
/// <param name="size">Bytes prepared at a time; 0 prepares nothing.</param>
internal sealed class PreparedRoom(int size)
{
    private readonly byte[] _zeros = new byte[Math.Min(size, 1024 * 1024)];
    private long _end;

    /// <summary>The file ends here: nothing is prepared.</summary>
    public void Begin(long length) => _end = length;

    /// <summary>True when the file is longer than what was written into it.</summary>
    public bool IsBehind(long length) => _end > length;

    /// <summary>Data was written up to a position: prepares what comes next when it has come to the end of the room. The next flush makes both durable.</summary>
    public void Reach(ISegmentFile file, long position)
    {
        if (position <= _end || size == 0) return;
        _end = position + size;
        try
        {
            for (var at = position; at < _end; at += _zeros.Length)
                file.Write(_zeros.AsSpan(0, (int)Math.Min(_zeros.Length, _end - at)), at);
        }
        catch (IOException)
        {
            // Room is a courtesy: when the disk has none left, the next write of data will say so. Some of the zeros may be there.
        }
    }

    /// <summary>Whether a file has nothing but zeros from a position on.</summary>
    public static bool IsAllFrom(ISegmentFile file, long position)
    {
        var buffer = new byte[1024 * 1024];
        while (file.Read(buffer, position) is var read and > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0)) return false;
            position += read;
        }

        return true;
    }
}
