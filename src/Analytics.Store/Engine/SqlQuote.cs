namespace Analytics.Store.Engine;

/// <summary>Text in SQL's quotes.</summary>
internal static class SqlQuote
{
    /// <summary>A string literal.</summary>
    public static string Text(string value) => "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) => "`" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";
}
