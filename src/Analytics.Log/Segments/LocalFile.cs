using Microsoft.Win32.SafeHandles;

namespace Analytics.Log.Segments;

/// <summary>A file on the local disk.</summary>
internal sealed class LocalFile(SafeFileHandle handle) : ISegmentFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long position)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], position + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(handle, bytes, position);

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Flush()
    {
        if (OperatingSystem.IsLinux()) Libc.FlushData(handle);
        else RandomAccess.FlushToDisk(handle);
    }

    public void Dispose() => handle.Dispose();
}
