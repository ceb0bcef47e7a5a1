namespace Analytics.Sinks.ClickHouse.Embedded;

/// <summary>The last lines that a child wrote to its standard error; any thread.</summary>
internal sealed class ErrorTail
{
    private const int MostLines = 20;
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The lines kept.</summary>
    public string Text
    {
        get
        {
            lock (_gate) return string.Join('\n', _lines);
        }
    }

    /// <summary>Keeps a line.</summary>
    public void Add(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines) _lines.Dequeue();
        }
    }
}
