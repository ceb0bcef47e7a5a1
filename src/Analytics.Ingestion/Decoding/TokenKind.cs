namespace Analytics.Ingestion.Decoding;

/// <summary>The JSON type of a value that was read.</summary>
internal enum TokenKind : byte
{
    Text,
    EscapedText,
    Number,
    True,
    False,
    Null,
    Object,
    Array,
}
