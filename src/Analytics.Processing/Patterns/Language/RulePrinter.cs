using System.Globalization;
using System.Text;

namespace Analytics.Processing.Patterns.Language;

/// <summary>Rules → text in its normal form: two rules that say the same have the same text.</summary>
internal static class RulePrinter
{
    public static string Print(RuleDefinition rule)
    {
        var text = new StringBuilder();
        text.Append("rule ").Append(rule.Name).Append('\n');
        if (rule.Because.Length > 0) text.Append("  because ").Append(Quoted(rule.Because)).Append('\n');
        if (rule.Severity != RuleSeverity.Medium) text.Append("  severity ").Append(Word(rule.Severity)).Append('\n');
        text.Append("  for each ").AppendJoin(" and ", rule.Key.Select(Print)).Append('\n');
        if (rule.Tenants.Count > 0) text.Append("  only for ").AppendJoin(", ", rule.Tenants.Select(Quoted)).Append('\n');
        if (rule.Given.Count > 0) text.Append("  given ").AppendJoin(", ", rule.Given.Select(one => $"{one.Key} = {Print(one.Value)}")).Append('\n');
        text.Append("  when ").Append(Print(rule.Pattern, "\n  ")).Append('\n');
        if (rule.Within is { } within) text.Append("  within ").Append(Print(within)).Append('\n');
        if (rule.Skip != SkipStrategy.PastLast) text.Append("  ").Append(Print(rule.Skip, rule.SkipTo)).Append('\n');
        return text.ToString();
    }

    public static string Word(RuleSeverity severity) => severity switch
    {
        RuleSeverity.Low => "low",
        RuleSeverity.High => "high",
        RuleSeverity.Critical => "critical",
        _ => "medium",
    };

    public static string Print(SkipStrategy skip, string? to) => skip switch
    {
        SkipStrategy.ToNext => "skip to next event",
        SkipStrategy.ToFirst => $"skip to first {to}",
        SkipStrategy.ToLast => $"skip to last {to}",
        SkipStrategy.KeepAll => "keep all",
        _ => "skip past last event",
    };

    public static string Print(PatternNode.Sequence sequence, string between = " ") =>
        string.Concat(sequence.Steps.Select((step, i) => i == 0 ? Print(step.Node) : $"{between}{Print(step.Link)} {Print(step.Node)}"));

    public static string Print(Contiguity link) => link switch
    {
        Contiguity.Strict => "then immediately",
        Contiguity.Any => "then any",
        _ => "then",
    };

    public static string Print(PatternNode node) => node switch
    {
        PatternNode.One one => Print(one.Times) + Print(one.Events.Types) + (one.Name is null ? "" : $" as {one.Name}") + Where(one.Events),
        PatternNode.None none => $"no {Print(none.Events)}",
        PatternNode.AllOf all => $"all of ({string.Join(", ", all.Parts.Select(Print))})",
        PatternNode.OneOf { Choices.Count: 1 } group => $"{Print(group.Times)}({Print(group.Choices[0])})",
        PatternNode.OneOf choice => $"{Print(choice.Times)}one of ({string.Join(", ", choice.Choices.Select(one => Print(one)))})",
        PatternNode.Sequence sequence => Print(sequence, " "),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    public static string Print(EventSelector events) => Print(events.Types) + Where(events);

    public static string Print(Expression value) => ExpressionPrinter.Print(value, 0);

    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    internal static string Bracketed(EventSelector events) => events.Where is null && events.Types.Count < 2 ? Print(events) : $"({Print(events)})";

    private static string Where(EventSelector events) => events.Where is null ? "" : $" where {Print(events.Where)}";

    private static string Print(IReadOnlyList<string> types) => types.Count == 0 ? "any event" : string.Join(" or ", types.Select(TypeName));

    private static string TypeName(string type) => IsPlain(type) ? type : Quoted(type);

    private static bool IsPlain(string type) => type.Length > 0 && !RuleWords.IsReserved(type) && type.Split('.').All(part =>
        part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));

    private static string Print(Quantity times)
    {
        var least = Print(times.Least);
        var most = times.Most is null ? null : Print(times.Most);
        var inner = times.Inner switch { Contiguity.Strict => "consecutive ", Contiguity.Any => "combined ", _ => "" };
        return (least, most) switch
        {
            ("1", "1") => "",
            ("0", "1") => "optional ",
            ("0", null) => $"any number of {inner}",
            ("1", null) => $"one or more {inner}",
            (_, null) => $"at least {least} {inner}",
            _ when least == most => $"exactly {least} {inner}",
            _ => $"exactly {least} to {most} {inner}",
        };
    }

    internal static string Number(double value) => value.ToString("0.##################", CultureInfo.InvariantCulture);
}
