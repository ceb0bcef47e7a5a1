namespace Analytics.Store.Sql;

/// <summary>One token of SQL text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Position of its first byte.</param>
/// <param name="End">Position after its last byte.</param>
/// <param name="Text">Words and quoted identifiers without quotes and escapes; the character of a symbol; empty for literals.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, string Text)
{
    /// <summary>True when it is this word, whatever its case.</summary>
    public bool Is(string word) => Kind == SqlTokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}
