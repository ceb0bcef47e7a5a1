using System.Diagnostics;
using System.Security.Cryptography;

namespace Analytics.Testing;

/// <summary>Clients that nobody here wrote, as npm delivers them, run by the scripts of <c>tests/clients</c>; installed once into the user's cache.</summary>
public static class OfficialClients
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "clients");

    /// <summary>Why they cannot run here; null when they can.</summary>
    public static string? Missing => OnPath("node") && OnPath("npm") ? null : "node or npm is not on the path.";

    /// <summary>Runs a script with these environment variables and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo("node", [Path.Combine(Folder, script)]);
        info.Environment["CLIENTS"] = await InstallAsync();
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return await RunAsync(info);
    }

    /// <summary>Runs a program and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo info)
    {
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{info.FileName} ended with {process.ExitCode}: {await errors}");
    }

    // The folder's name is the hash of the lock file, so a changed lock file installs anew.
    private static async Task<string> InstallAsync()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))))[..12];
        var target = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "analytics-actors", "clients-" + hash);
        if (Directory.Exists(target)) return target;
        var unfinished = target + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(unfinished);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(Folder, file), Path.Combine(unfinished, file));
        await RunAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = unfinished });
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
