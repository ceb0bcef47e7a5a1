using System.Diagnostics;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests.Deployment;

/// <summary>A program that checks deployment files: in <c>../shared/tools</c> beside the repository, else on the path.</summary>
public static class Tool
{
    /// <summary>Where it is; null when it is missing.</summary>
    public static string? Find(string name) =>
        new[] { Folder }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The folder of schemas that kubeconform reads; null where there is none.</summary>
    public static string? Schemas =>
        Directory.Exists(Path.Combine(Folder, "k8s-schemas")) ? Directory.GetDirectories(Path.Combine(Folder, "k8s-schemas")).Order(StringComparer.Ordinal).Last() : null;

    private static string Folder => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "tools"));

    /// <summary>Runs it at the repository's root.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string name, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(name)!, arguments)
        {
            WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
