namespace Analytics.Pbm.Shell;

/// <summary>Lines of earlier sessions in a file that only the user can read; what cannot be read or written is not kept, and nothing else.</summary>
public sealed class History
{
    private const int MostLines = 1_000;
    private readonly string? _path;
    private readonly List<string> _lines = [];

    /// <summary>Reads the file. Null keeps nothing.</summary>
    public History(string? path)
    {
        _path = path;
        try
        {
            if (path is not null && File.Exists(path)) _lines.AddRange(File.ReadLines(path).TakeLast(MostLines));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _path = null;
        }
    }

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The file of the user: below XDG_STATE_HOME, or ~/.local/state.</summary>
    public static string? PathOf(Func<string, string?> environment)
    {
        var state = environment("XDG_STATE_HOME") is { Length: > 0 } given ? given : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : null;
        return state is null ? null : Path.Combine(state, "analytics-actors", "pbm.history");
    }

    /// <summary>Adds a line, unless it is the same as the last one.</summary>
    public void Add(string line)
    {
        if (line.Length == 0 || (_lines.Count > 0 && _lines[^1] == line)) return;
        _lines.Add(line);
        if (_lines.Count > MostLines) _lines.RemoveAt(0);
        if (_path is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(_path, new System.Text.UTF8Encoding(false), options);
            foreach (var kept in _lines) file.WriteLine(kept);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The session goes on with what is in memory.
        }
    }
}
