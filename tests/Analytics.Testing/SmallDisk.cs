using System.ComponentModel;
using System.Diagnostics;

namespace Analytics.Testing;

/// <summary>A file system in memory, small enough to be filled: a real one, mounted on a folder until it is disposed.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? Missing { get; } = CanMount() ? null : "Mounting a tmpfs is not permitted here (it needs root and CAP_SYS_ADMIN).";

    /// <summary>Mounts one; call it only when nothing is <see cref="Missing"/>.</summary>
    /// <param name="folder">Where; created when missing.</param>
    /// <param name="bytes">How much it holds.</param>
    public static SmallDisk Mount(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        if (!Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={bytes}"), "tmpfs", folder)) throw new InvalidOperationException($"A disk of {bytes} bytes could not be mounted at {folder}.");
        return new SmallDisk(folder);
    }

    /// <summary>Unmounts it, also when something still has files open there.</summary>
    public void Dispose() => Run("umount", "--lazy", _folder);

    private static bool CanMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        using var folder = new TemporaryFolder();
        return Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path) && Run("umount", folder.Path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
