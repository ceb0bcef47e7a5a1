namespace Analytics.Processing.Patterns.Language;

/// <summary>Kinds of pieces of a rule's text.</summary>
internal enum RuleTokenKind
{
    Word,
    Number,
    Quoted,
    Sign,
    End,
}
