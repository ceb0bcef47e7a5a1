namespace Analytics.Processing.Patterns.Language;

/// <summary>Values and conditions as text, with no more brackets than are needed.</summary>
internal static class ExpressionPrinter
{
    private const int Or = 1, And = 2, Not = 3, Comparison = 4, Sum = 5, Product = 6, Primary = 7;

    public static string Print(Expression value, int around)
    {
        var (text, strength) = Bare(value);
        return strength < around ? $"({text})" : text;
    }

    private static (string Text, int Strength) Bare(Expression value) => value switch
    {
        Expression.Logic { IsAnd: true } and => ($"{Print(and.Left, And)} and {Print(and.Right, Not)}", And),
        Expression.Logic or => ($"{Print(or.Left, Or)} or {Print(or.Right, And)}", Or),
        Expression.Not not => ($"not {Print(not.Operand, Not)}", Not),
        Expression.Compare compare => ($"{Print(compare.Left, Sum)} {compare.Operator} {Print(compare.Right, Sum)}", Comparison),
        Expression.In one => ($"{Print(one.Value, Sum)} in ({string.Join(", ", one.Choices.Select(choice => Print(choice, Sum)))})", Comparison),
        Expression.Present present => ($"{Print(present.Value, Sum)} is {(present.Is ? "present" : "absent")}", Comparison),
        Expression.IsNew fresh => ($"{Print(fresh.Value, Sum)} is new", Comparison),
        Expression.Arithmetic { Operator: '+' or '-' } sum => ($"{Print(sum.Left, Sum)} {sum.Operator} {Print(sum.Right, Product)}", Sum),
        Expression.Arithmetic product => ($"{Print(product.Left, Product)} {product.Operator} {Print(product.Right, Primary)}", Product),
        _ => (Leaf(value), Primary),
    };

    private static string Leaf(Expression value) => value switch
    {
        Expression.Number number => RulePrinter.Number(number.Value),
        Expression.Text text => RulePrinter.Quoted(text.Value),
        Expression.Duration span => Span(span.Micros),
        Expression.Truth truth => truth.Value ? "true" : "false",
        Expression.Parameter parameter => parameter.Name,
        Expression.Field field => Field(field),
        Expression.OfMatch { Function: Aggregate.Count } of => $"count({of.Name})",
        Expression.OfMatch { Function: Aggregate.Last } of => $"{of.Name}.{Field(of.Value!)}",
        Expression.OfMatch of => $"{Word(of.Function)}({of.Name}.{Field(of.Value!)})",
        Expression.SinceMatch since => $"time since {since.Name}",
        Expression.OfWindow window => $"{Word(window.Function)} {(window.Function == Aggregate.Distinct ? "" : "of ")}{Of(window.Value)}{RulePrinter.Bracketed(window.Events)} in last {Print(window.Span, Primary)}",
        Expression.Deviation far =>
            $"{(far.Median ? "median " : "")}deviation of {Print(far.Value, Sum)} over last {Print(far.Last, Primary)} {RulePrinter.Bracketed(far.Events)}",
        Expression.Speed => "speed",
        Expression.Distance => "distance",
        Expression.SinceFirst => "time since first seen",
        Expression.SinceLast { Events: { Types.Count: 0, Where: null } } => "time since last seen",
        Expression.SinceLast since => $"time since last {RulePrinter.Bracketed(since.Events)}",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static string Of(Expression? value) => value is null ? "" : $"{Print(value, Sum)} of ";

    private static string Field(Expression.Field field) => !field.IsProperty ? field.Name : $"property {RulePrinter.Quoted(field.Name)}";

    private static string Word(Aggregate function) => function switch
    {
        Aggregate.Count => "count",
        Aggregate.Sum => "sum",
        Aggregate.Average => "average",
        Aggregate.Distinct => "distinct",
        Aggregate.Min => "min",
        Aggregate.Max => "max",
        Aggregate.First => "first",
        _ => "last",
    };

    private static string Span(long micros)
    {
        foreach (var (word, unit) in RuleWords.Units)
            if (micros % unit == 0) return $"{micros / unit} {word}{(micros == unit ? "" : "s")}";
        return $"{RulePrinter.Number(micros / 1000.0)} milliseconds";
    }
}
