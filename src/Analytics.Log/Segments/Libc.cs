using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Log.Segments;

/// <summary>System calls that .NET has no API for: flushing a directory, flushing data without times, locks that a child process does not inherit.</summary>
internal static partial class Libc
{
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int DirectoryOnly = 0x10000;
    private const int LockExclusiveNoWait = 2 | 4;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int ArmDirectoryOnly = 0x4000;

    /// <summary>fdatasync: data and the length, but not the times of the file.</summary>
    public static void FlushData(SafeFileHandle file)
    {
        while (fdatasync(file) != 0) ThrowUnlessInterrupted("fdatasync");
    }

    /// <summary>Opens a directory and flushes its entries.</summary>
    public static void FlushDirectory(string path)
    {
        var only = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? ArmDirectoryOnly : DirectoryOnly;
        using var handle = Open(path, only | CloseOnExec);
        while (fsync(handle) != 0) ThrowUnlessInterrupted($"fsync of {path}");
    }

    /// <summary>Opens a file, creating it when missing, without the advisory lock that .NET takes.</summary>
    public static SafeFileHandle OpenOrCreate(string path) => Open(path, ReadWrite | Create | CloseOnExec);

    /// <summary>Takes the exclusive lock of an open file; false when another open file has it.</summary>
    public static bool TryLock(SafeFileHandle file)
    {
        while (flock(file, LockExclusiveNoWait) != 0)
        {
            if (Marshal.GetLastPInvokeError() == WouldBlock) return false;
            ThrowUnlessInterrupted("flock");
        }

        return true;
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        int descriptor;
        while ((descriptor = open(path, flags, 0x1A4 /* rw-r--r-- */)) < 0) ThrowUnlessInterrupted($"open of {path}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted) throw new IOException($"{call} failed: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
