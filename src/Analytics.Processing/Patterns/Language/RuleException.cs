namespace Analytics.Processing.Patterns.Language;

/// <summary>A rule that cannot be understood: where, what was expected, and the line with a mark below it.</summary>
public sealed class RuleException : FormatException
{
    /// <summary>A rule without a text to point at.</summary>
    public RuleException(string reason) : base(reason) => Reason = reason;

    private RuleException(string reason, int line, int column, string excerpt) : base($"line {line}, column {column}: {reason}\n{excerpt}") =>
        (Reason, Line, Column) = (reason, line, column);

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>Line, from 1; 0 without a text.</summary>
    public int Line { get; }

    /// <summary>Column, from 1; 0 without a text.</summary>
    public int Column { get; }

    /// <summary>An error at a place in a text.</summary>
    internal static RuleException At(string text, int position, string reason)
    {
        position = Math.Clamp(position, 0, text.Length);
        var start = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        var end = text.IndexOf('\n', position);
        var line = text[start..(end < 0 ? text.Length : end)].Replace('\t', ' ').TrimEnd('\r');
        var column = position - start + 1;
        return new RuleException(reason, text.AsSpan(0, position).Count('\n') + 1, column, $"  {line}\n  {new string(' ', column - 1)}^");
    }

    /// <summary>An error in a part of a rule: at its place when it was read from text.</summary>
    internal static RuleException In(RuleDefinition rule, object part, string reason) =>
        rule.Source is { } source ? At(source.Text, source.Of(part), reason) : new RuleException($"rule {rule.Name}: {reason}");
}
