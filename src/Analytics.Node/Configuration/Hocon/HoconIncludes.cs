namespace Analytics.Node.Configuration.Hocon;

/// <summary>Finds and reads files: relative to the file that names them, <c>name</c> also as <c>name.json</c> and <c>name.conf</c>.</summary>
internal sealed class HoconIncludes
{
    private readonly Stack<string> _open = new();

    /// <summary>
    /// The file's root object; null when there is no such file and it is not required.
    /// <paramref name="path"/> is the path of the object that it is included in (null inside of an array), <paramref name="places"/> those of all files on the way.
    /// </summary>
    public HoconObject? Read(
        string name, HoconOrigin origin, IReadOnlyList<string>? path, IReadOnlyList<IReadOnlyList<string>> places, bool required)
    {
        var wanted = Path.GetFullPath(_open.Count > 0 || origin.Line > 0 ? Path.Combine(FolderOf(origin), name) : name);
        var files = Candidates(wanted).Where(File.Exists).ToList();
        if (files.Count == 0) return required ? throw new HoconException(origin, $"there is no file {wanted}") : null;
        var result = new HoconObject(new HoconOrigin(files[0], 1, 1));
        foreach (var file in files) result.Include(ReadOne(file, origin, path, places));
        return result;
    }

    private static string FolderOf(HoconOrigin origin) => Path.GetDirectoryName(Path.GetFullPath(origin.Source))!;

    private static string[] Candidates(string path) => Path.HasExtension(path) ? [path] : [path, path + ".json", path + ".conf"];

    private HoconObject ReadOne(string file, HoconOrigin origin, IReadOnlyList<string>? path, IReadOnlyList<IReadOnlyList<string>> places)
    {
        if (_open.Contains(file)) throw new HoconException(origin, $"{file} includes itself");
        _open.Push(file);
        try
        {
            return HoconParser.Parse(Text(file, origin), file, this, path, places);
        }
        finally
        {
            _open.Pop();
        }
    }

    private static string Text(string file, HoconOrigin origin)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(origin, $"cannot read {file}: {problem.Message}", problem);
        }
    }
}
