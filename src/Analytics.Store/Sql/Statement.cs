using System.Text;

namespace Analytics.Store.Sql;

/// <summary>What the door must know of a statement before the engine sees it.</summary>
internal sealed class Statement
{
    private Statement(ReadOnlyMemory<byte> text) => Text = text;

    /// <summary>The statement as sent (for an INSERT with data, up to its data).</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>First word in capitals: SELECT, WITH, INSERT, CREATE …</summary>
    public string Verb { get; private init; } = "";

    /// <summary>Format named in the text; empty when none is.</summary>
    public string Format { get; private init; } = "";

    /// <summary>For an INSERT whose rows follow as bytes: the text without its FORMAT clause; otherwise null.</summary>
    public string? InsertText { get; private init; }

    /// <summary>Rows of an INSERT that stood behind its text.</summary>
    public ReadOnlyMemory<byte> InlineData { get; private init; }

    /// <summary>True when it may touch the server's files through the function <c>file</c>, which no privilege governs.</summary>
    public bool NamesFileFunction { get; private init; }

    /// <summary>Reads what is needed of the text.</summary>
    /// <param name="text">One statement, perhaps with an INSERT's rows behind it.</param>
    public static Statement Read(ReadOnlyMemory<byte> text)
    {
        var verb = SqlTokens.Read(text).FirstOrDefault(t => t.Text != "(");
        return verb.Is("INSERT") ? ReadInsert(text) : ReadOther(text, verb.Text?.ToUpperInvariant() ?? "");
    }

    private static Statement ReadOther(ReadOnlyMemory<byte> text, string verb)
    {
        var tokens = SqlTokens.Read(text).ToList();
        var format = "";
        var names = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("FORMAT") && i + 1 < tokens.Count && EndsAfterFormat(tokens, i + 2)) format = tokens[i + 1].Text;
            names |= tokens[i] is { Kind: SqlTokenKind.Word or SqlTokenKind.QuotedName, Text: "file" };
        }

        return new Statement(text) { Verb = verb, Format = format, NamesFileFunction = names };
    }

    // "format" may be a column's name too: the clause is the one that ends the statement, or stands before its SETTINGS.
    private static bool EndsAfterFormat(List<SqlToken> tokens, int next) =>
        next >= tokens.Count || tokens[next].Is("SETTINGS") || tokens[next] is { Kind: SqlTokenKind.Symbol, Text: ";" };

    // INSERT INTO t [(columns)] [SETTINGS …] FORMAT x [SETTINGS …] rows. Rows as VALUES or from a SELECT stay the engine's business.
    private static Statement ReadInsert(ReadOnlyMemory<byte> text)
    {
        var depth = 0;
        SqlToken? keyword = null;
        foreach (var token in SqlTokens.Read(text))
        {
            if (token is { Kind: SqlTokenKind.Symbol, Text: "(" }) depth++;
            if (token is { Kind: SqlTokenKind.Symbol, Text: ")" }) depth--;
            if (keyword is { } format)
                return token.Is("VALUES") ? new Statement(text) { Verb = "INSERT" } : WithRows(text, format, token);
            if (depth > 0) continue;
            if (token.Is("SELECT") || token.Is("WITH") || token.Is("VALUES") || token.Is("WATCH")) return new Statement(text) { Verb = "INSERT" };
            if (token.Is("FORMAT")) keyword = token;
        }

        return new Statement(text) { Verb = "INSERT" };
    }

    private static Statement WithRows(ReadOnlyMemory<byte> text, SqlToken keyword, SqlToken format)
    {
        var (settings, data) = TrailingSettings(text, format.End);
        var insert = Encoding.UTF8.GetString(text.Span[..keyword.Start]).TrimEnd() + settings;
        return new Statement(text[..format.End])
        {
            Verb = "INSERT", Format = format.Text, InsertText = insert.TrimEnd(), InlineData = SkipLineEnd(text[data..]),
        };
    }

    private static (string Settings, int DataStart) TrailingSettings(ReadOnlyMemory<byte> text, int start)
    {
        var tail = text[start..];
        if (!SqlTokens.Read(tail).FirstOrDefault().Is("SETTINGS")) return ("", start);
        var end = tail.Span.IndexOf((byte)'\n');
        if (end < 0) end = tail.Length;
        return (Encoding.UTF8.GetString(tail.Span[..end]), start + end);
    }

    // As ClickHouse: blanks up to and including one line end separate the format's name from the rows; a semicolon may end the text.
    private static ReadOnlyMemory<byte> SkipLineEnd(ReadOnlyMemory<byte> data)
    {
        var span = data.Span;
        var i = 0;
        while (i < span.Length && span[i] is (byte)' ' or (byte)'\t' or (byte)'\r') i++;
        if (i < span.Length && span[i] == ';') i++;
        while (i < span.Length && span[i] is (byte)' ' or (byte)'\t' or (byte)'\r') i++;
        if (i < span.Length && span[i] == '\n') i++;
        return data[i..];
    }
}
