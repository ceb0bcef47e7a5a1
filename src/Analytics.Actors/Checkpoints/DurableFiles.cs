using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Actors.Checkpoints;

/// <summary>Files that are there after a power cut once these return. An fsync that fails throws, and nobody trusts the file after that.</summary>
internal static partial class DurableFiles
{
    /// <summary>Suffix of files that are not finished.</summary>
    public const string UnfinishedSuffix = ".tmp";

    private const int ReadOnlyDirectory = 0x10000;

    /// <summary>Creates a file for appending and random reads.</summary>
    public static SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a file for random reads.</summary>
    public static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Writes a whole file and its data to the disk. The name is durable after <see cref="SyncDirectory"/>.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool sync = true)
    {
        using var handle = Create(path);
        RandomAccess.Write(handle, bytes, 0);
        if (sync) RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Puts a whole file in the place of another, so that either the old or the new one is there.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, Action<string>? reached = null, bool sync = true)
    {
        Write(path + UnfinishedSuffix, bytes, sync);
        reached?.Invoke("renaming");
        File.Move(path + UnfinishedSuffix, path, overwrite: true);
        reached?.Invoke("renamed");
        if (sync) SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a directory durable; .NET has no call for it.</summary>
    /// <exception cref="IOException">The directory could not be opened or synced.</exception>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = OpenDirectory(path, ReadOnlyDirectory);
        if (descriptor < 0) throw new IOException($"Opening {path} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        var result = Sync(descriptor);
        var error = Marshal.GetLastPInvokeErrorMessage();
        _ = CloseDescriptor(descriptor);
        if (result != 0) throw new IOException($"fsync of {path} failed: {error}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
