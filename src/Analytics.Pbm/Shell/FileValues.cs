namespace Analytics.Pbm.Shell;

/// <summary>Values that name a file, where a command takes the file's contents.</summary>
internal static class FileValues
{
    private const int LargestFile = 1 << 20;

    /// <summary>The values of a call, with contents for names of files and standard input for <c>-</c>.</summary>
    /// <exception cref="UsageException">A file is too large or cannot be read.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(ParsedCommand call, Func<Stream>? input)
    {
        var names = call.Command.Inputs.Where(input => input.TakesFile && call.Values.ContainsKey(input.Name)).Select(input => input.Name).ToHashSet();
        if (names.Count == 0) return call.Values;
        return call.Values.ToDictionary(one => one.Key, one => names.Contains(one.Key) ? (IReadOnlyList<string>)[.. one.Value.Select(value => Contents(one.Key, value, input))] : one.Value);
    }

    private static string Contents(string name, string value, Func<Stream>? input)
    {
        if (value == "-" && input is not null)
        {
            using var reader = new StreamReader(input());
            return reader.ReadToEnd();
        }

        if (value.Contains('\n', StringComparison.Ordinal) || !File.Exists(value)) return value;
        try
        {
            if (new FileInfo(value).Length > LargestFile) throw new UsageException($"{name}: {value} is larger than {LargestFile} bytes");
            return File.ReadAllText(value);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name}: {fault.Message}");
        }
    }
}
