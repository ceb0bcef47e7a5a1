using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Conditions by reading them: null is absent.</summary>
internal sealed class ExpressionOracle(IReadOnlyList<PatternEvent> events, int index, IReadOnlyList<PatternOracle.Taken> taken)
{
    public bool Holds(Expression condition) => condition switch
    {
        Expression.Logic { IsAnd: true } and => Holds(and.Left) && Holds(and.Right),
        Expression.Logic or => Holds(or.Left) || Holds(or.Right),
        Expression.Not not => !Holds(not.Operand),
        Expression.Truth truth => truth.Value,
        Expression.Present present => Value(present.Value) is not null == present.Is,
        Expression.In one => one.Choices.Any(choice => Compared("=", Value(one.Value), Value(choice))),
        Expression.Compare compare => Compared(compare.Operator, Value(compare.Left), Value(compare.Right)),
        Expression.IsNew { Value: var field } => Field(index, field) is { } value && Before().Select(i => Field(i, field)).Where(seen => seen is not null).ToList() is { Count: > 0 } seen && !seen.Contains(value),
        _ => throw new NotSupportedException(condition.ToString()),
    };

    private static bool Compared(string sign, object? left, object? right)
    {
        if (left is null || right is null) return false;
        if (left is string) return sign == "=" ? left.Equals(right) : !left.Equals(right);
        var (a, b) = ((double)left, (double)right);
        return sign switch { "=" => a == b, "!=" => a != b, "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b };
    }

    private object? Value(Expression value) => value switch
    {
        Expression.Number number => number.Value,
        Expression.Text text => text.Value,
        Expression.Duration span => (double)span.Micros,
        Expression.Field field => Field(index, field),
        Expression.OfMatch of => OfMatch(of),
        Expression.SinceMatch since => taken.LastOrDefault(one => one.Name == since.Name) is { } last ? (double)(events[index].At - events[last.Index].At) : null,
        Expression.OfWindow window => OfWindow(window),
        Expression.Deviation far => Deviation(far),
        Expression.SinceFirst => (double)(events[index].At - events[0].At),
        Expression.SinceLast since => Before().Where(i => Selected(since.Events, i)).Select(i => (double?)(events[index].At - events[i].At)).LastOrDefault(),
        Expression.Arithmetic sum => Arithmetic(sum),
        _ => throw new NotSupportedException(value.ToString()),
    };

    private double? Arithmetic(Expression.Arithmetic sum) => Value(sum.Left) is double a && Value(sum.Right) is double b
        ? sum.Operator switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b }
        : null;

    private object? OfMatch(Expression.OfMatch of)
    {
        var values = taken.Where(one => one.Name == of.Name).Select(one => of.Value is null ? 0.0 : Field(one.Index, of.Value)).ToList();
        var numbers = values.OfType<double>().ToList();
        return of.Function switch
        {
            Aggregate.Count => (double)values.Count,
            Aggregate.Sum => numbers.Sum(),
            Aggregate.Average => numbers.Count == 0 ? null : numbers.Average(),
            Aggregate.Min => numbers.Count == 0 ? null : numbers.Min(),
            Aggregate.Max => numbers.Count == 0 ? null : numbers.Max(),
            Aggregate.First => values.FirstOrDefault(),
            Aggregate.Last => values.LastOrDefault(),
            _ => (double)values.Where(value => value is not null).Distinct().Count(),
        };
    }

    private object? OfWindow(Expression.OfWindow window)
    {
        var span = ((Expression.Duration)window.Span).Micros;
        var inside = Enumerable.Range(0, index + 1).Where(i => events[i].At > events[index].At - span && Selected(window.Events, i)).ToList();
        if (window.Function == Aggregate.Count) return (double)inside.Count;
        var values = inside.Select(i => new ExpressionOracle(events, i, []).Value(window.Value!)).Where(value => value is not null).ToList();
        return window.Function switch
        {
            Aggregate.Distinct => (double)values.Distinct().Count(),
            Aggregate.Sum => (double)values.Sum(value => (decimal)(double)value!),
            _ => values.Count == 0 ? null : (double)values.Average(value => (decimal)(double)value!),
        };
    }

    private double? Deviation(Expression.Deviation far)
    {
        var last = (int)((Expression.Number)far.Last).Value;
        var values = Before().Where(i => Selected(far.Events, i)).Select(i => Field(i, (Expression.Field)far.Value)).OfType<double>().TakeLast(last).ToList();
        if (values.Count < 5 || Field(index, (Expression.Field)far.Value) is not double value) return null;
        var middle = far.Median ? Median(values) : values.Average();
        var spread = far.Median ? 1.4826 * Median([.. values.Select(one => Math.Abs(one - middle))]) : Math.Sqrt(values.Average(one => (one - middle) * (one - middle)));
        return value == middle ? 0.0 : Math.Abs(value - middle) / spread;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private IEnumerable<int> Before() => Enumerable.Range(0, index);

    private bool Selected(EventSelector selector, int at) =>
        (selector.Types.Count == 0 || selector.Types.Contains(events[at].Type)) && (selector.Where is null || new ExpressionOracle(events, at, []).Holds(selector.Where));

    private object? Field(int at, Expression.Field field) => field.Name switch
    {
        "amount" => events[at].Amount,
        "country" => events[at].Country.Length == 0 ? null : events[at].Country,
        "type" => events[at].Type,
        _ => throw new NotSupportedException(field.Name),
    };
}
