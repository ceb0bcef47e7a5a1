namespace Analytics.Store.Sql;

/// <summary>Kinds of <see cref="SqlToken"/>.</summary>
internal enum SqlTokenKind
{
    /// <summary>A bare word: keyword, name.</summary>
    Word,

    /// <summary>A name in backticks or double quotes.</summary>
    QuotedName,

    /// <summary>A string or a number.</summary>
    Literal,

    /// <summary>One character of punctuation.</summary>
    Symbol,
}
