using System.Text.RegularExpressions;

namespace Analytics.Architecture.Tests.Sources;

/// <summary>The files of the repository.</summary>
public static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "wwwroot", "TestResults", "artifacts", ".git", ".cache", "data"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file below <c>src</c>.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Read("src")];

    /// <summary>Every C# file below <c>tests</c>.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = [.. Read("tests")];

    /// <summary>Every file of the given endings, as path from the root.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Places where a pattern occurs, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(string path, string text, Regex pattern) =>
        pattern.Matches(text).Select(match => $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}");

    private static IEnumerable<SourceFile> Read(string folder) => Files(folder, ".cs").Select(path => new SourceFile(path, Text(path)));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Concat(folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Analytics.Actors.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("Analytics.Actors.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
