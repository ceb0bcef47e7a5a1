namespace Analytics.Node.Configuration.Hocon;

/// <summary>Kinds of tokens.</summary>
public enum HoconTokenKind
{
    /// <summary>End of the document.</summary>
    End,

    /// <summary>A line break.</summary>
    NewLine,

    /// <summary>White space within a line.</summary>
    Blank,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>:</c></summary>
    Colon,

    /// <summary><c>=</c></summary>
    EqualSign,

    /// <summary><c>+=</c></summary>
    PlusEqual,

    /// <summary><c>{</c></summary>
    OpenBrace,

    /// <summary><c>}</c></summary>
    CloseBrace,

    /// <summary><c>[</c></summary>
    OpenBracket,

    /// <summary><c>]</c></summary>
    CloseBracket,

    /// <summary>A string in quotes or triple quotes.</summary>
    Quoted,

    /// <summary>Text without quotes.</summary>
    Unquoted,

    /// <summary><c>${</c></summary>
    OpenReference,

    /// <summary><c>${?</c></summary>
    OpenOptionalReference,
}
