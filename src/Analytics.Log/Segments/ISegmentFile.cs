namespace Analytics.Log.Segments;

/// <summary>An open file of the log. Reads from any thread; writes from one.</summary>
public interface ISegmentFile : IDisposable
{
    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads up to the buffer's length at a position and returns the bytes read; fewer only at the end of the file.</summary>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all bytes at a position.</summary>
    /// <exception cref="IOException">Disk full, quota, or the device failed; any part may have been written.</exception>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Returns when all that was written survives a loss of power.</summary>
    /// <exception cref="IOException">It may not survive, and a second call that succeeds would not prove otherwise.</exception>
    void Flush();
}
