namespace Analytics.Node.Operators;

/// <summary>
/// How a part of a result is shown. Texts are templates over the data: <c>{shard}-{partition}</c>, <c>{checkpoint.ageSeconds:duration}</c>. Formats: <c>count</c> (12,345),
/// <c>size</c> (bytes), <c>duration</c> (seconds), <c>rate</c> (a second), <c>instant</c>, <c>yes</c> (yes or nothing). A name after an array is looked up in each
/// element, also in a condition: <c>{events.type}</c> is <c>2 × login, order</c>. What is not there is a dash.
/// </summary>
/// <param name="Kind"><c>table</c>, <c>line</c>, <c>text</c> (as it is), <c>json</c> or <c>progress</c>.</param>
internal sealed record View(string Kind)
{
    /// <summary>Path of the array whose elements are shown one by one; empty for the result itself. Of a progress: path of the part that is done.</summary>
    public string Items { get; init; } = "";

    /// <summary>The line's template; the path of a text or of what is shown as JSON.</summary>
    public string Value { get; init; } = "";

    /// <summary>A table's columns.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>What a table without rows says; empty for nothing.</summary>
    public string Empty { get; init; } = "";

    /// <summary>A line's condition: a path that must hold something. Empty for always.</summary>
    public string When { get; init; } = "";

    /// <summary>One column.</summary>
    /// <param name="Title">Its head.</param>
    /// <param name="Value">Its template.</param>
    internal sealed record Column(string Title, string Value);

    /// <summary>A table, shown when it has rows.</summary>
    public static View Table(string items, params (string Title, string Value)[] columns) =>
        new("table") { Items = items, Columns = [.. columns.Select(column => new Column(column.Title, column.Value))] };

    /// <summary>The same table, which says something when it has no rows.</summary>
    public View OrElse(string empty) => this with { Empty = empty };

    /// <summary>A line.</summary>
    public static View Line(string template, string when = "") => new("line") { Value = template, When = when };

    /// <summary>A line for each element.</summary>
    public static View Lines(string items, string template) => new("line") { Items = items, Value = template };

    /// <summary>How far something is, at a path from 0 to 1, with a line beside it: shown until the next thing is.</summary>
    public static View Progress(string path, string template, string when = "") => new("progress") { Items = path, Value = template, When = when };

    /// <summary>Text as it is.</summary>
    public static View Text(string path) => new("text") { Value = path };

    /// <summary>Indented JSON of each element's part, below a line.</summary>
    public static View Json(string items, string path) => new("json") { Items = items, Value = path };
}
