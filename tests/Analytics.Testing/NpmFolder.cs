using System.Diagnostics;
using System.Security.Cryptography;

namespace Analytics.Testing;

/// <summary>The packages that a folder's lock file names, installed once into the user's cache by npm, without running their scripts.</summary>
public static class NpmFolder
{
    /// <summary>Why nothing can be installed here; null when it can.</summary>
    public static string? Missing => OnPath("node") && OnPath("npm") ? null : "node or npm is not on the path.";

    /// <summary>Installs what <c>package-lock.json</c> in a folder under <c>tests</c> names and returns where; at once when it is there already.</summary>
    /// <exception cref="InvalidOperationException">npm failed; the message holds what it said.</exception>
    public static async Task<string> InstallAsync(string name)
    {
        var folder = Path.Combine(RepositoryPaths.Root, "tests", name);
        // The target's name is the hash of the lock file, so a changed lock file installs anew.
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"))))[..12];
        var target = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "analytics-actors", $"{name}-{hash}");
        if (Directory.Exists(target)) return target;
        var unfinished = target + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(unfinished);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(folder, file), Path.Combine(unfinished, file));
        await ToolProcess.RunAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = unfinished });
        try
        {
            Directory.Move(unfinished, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return target;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
