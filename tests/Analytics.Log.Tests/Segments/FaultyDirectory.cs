namespace Analytics.Log.Tests.Segments;

/// <summary>A directory: its entries now, those that were flushed, and the changes in between.</summary>
internal sealed class FaultyDirectory
{
    private readonly List<(string Name, FaultyContent? Content)> _unflushed = [];
    private Dictionary<string, FaultyContent> _flushed = new(StringComparer.Ordinal);

    public Dictionary<string, FaultyContent> Entries { get; private init; } = new(StringComparer.Ordinal);

    public bool Change(string name, FaultyContent? content)
    {
        _unflushed.Add((name, content));
        Apply(Entries, name, content);
        return true;
    }

    public bool Flush()
    {
        _unflushed.Clear();
        _flushed = new Dictionary<string, FaultyContent>(Entries, StringComparer.Ordinal);
        return true;
    }

    public FaultyDirectory Copy()
    {
        var copy = new FaultyDirectory { Entries = Entries.ToDictionary(entry => entry.Key, entry => new FaultyContent([.. entry.Value.Bytes]), StringComparer.Ordinal) };
        copy.Flush();
        return copy;
    }

    public FaultyDirectory AfterPowerLoss(Random random)
    {
        var entries = new Dictionary<string, FaultyContent>(_flushed, StringComparer.Ordinal);
        foreach (var (name, content) in _unflushed.Take(random.Next(_unflushed.Count + 1))) Apply(entries, name, content);
        var after = new FaultyDirectory { Entries = entries.ToDictionary(entry => entry.Key, entry => entry.Value.AfterPowerLoss(random), StringComparer.Ordinal) };
        after.Flush();
        return after;
    }

    private static void Apply(Dictionary<string, FaultyContent> entries, string name, FaultyContent? content)
    {
        if (content is null) entries.Remove(name);
        else entries[name] = content;
    }
}
