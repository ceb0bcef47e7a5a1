using System.Globalization;
using System.Text;

namespace Analytics.Log.Segments;

/// <summary>The local file system. On Linux directories are flushed and the lock is a flock, which ends with the process.</summary>
public sealed class LocalFiles : ISegmentFiles
{
    /// <summary>The one instance; it has no state.</summary>
    public static LocalFiles Instance { get; } = new();

    private LocalFiles()
    {
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string path) =>
        [.. Directory.EnumerateDirectories(path).Select(name => Path.GetFileName(name))];

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string path) => [.. Directory.EnumerateFiles(path).Select(name => Path.GetFileName(name))];

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public ISegmentFile OpenRead(string path) =>
        new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public ISegmentFile OpenWrite(string path) =>
        new LocalFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void FlushDirectory(string path)
    {
        if (OperatingSystem.IsLinux()) Libc.FlushDirectory(path);
    }

    /// <inheritdoc/>
    public long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    /// <inheritdoc/>
    public IDisposable Lock(string path)
    {
        if (!OperatingSystem.IsLinux()) return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var handle = Libc.OpenOrCreate(path);
        if (!Libc.TryLock(handle))
        {
            Span<byte> text = stackalloc byte[16];
            var holder = Encoding.ASCII.GetString(text[..RandomAccess.Read(handle, text, 0)]);
            handle.Dispose();
            throw new IOException($"The log is in use: process {holder} holds {path}.");
        }

        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
        return handle;
    }
}
