using System.Diagnostics;

namespace Analytics.Log.Tests.Segments;

/// <summary>A test that mounts a file system; skipped where that is not permitted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereMountIsPermitted : FactAttribute
{
    private static readonly Lazy<bool> Permitted = new(Try);

    public FactWhereMountIsPermitted()
    {
        if (!Permitted.Value) Skip = "Mounting a tmpfs is not permitted here (it needs root and CAP_SYS_ADMIN).";
    }

    public static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        using var folder = new TemporaryFolder();
        return Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path) && Run("umount", folder.Path);
    }
}
