namespace Analytics.Ingestion.Decoding;

/// <summary>Where a member of an object stands in the buffer. The value's text of a string is without its quotes.</summary>
internal struct Token
{
    /// <summary>Position of the quote that opens the key.</summary>
    public int Member;

    /// <summary>Position behind the value.</summary>
    public int End;

    /// <summary>Position of the value's text.</summary>
    public int Start;

    /// <summary>JSON type of the value.</summary>
    public TokenKind Kind;

    /// <summary>Bytes of the value's text.</summary>
    public readonly int Length => End - Start - (IsText ? 1 : 0);

    /// <summary>True for a string.</summary>
    public readonly bool IsText => Kind <= TokenKind.EscapedText;

    /// <summary>True for a string or a number: what can be an id.</summary>
    public readonly bool IsScalar => Kind <= TokenKind.Number;
}
