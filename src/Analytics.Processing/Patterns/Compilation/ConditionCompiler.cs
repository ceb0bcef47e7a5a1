using System.Globalization;
using System.Reflection;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;
using Linq = System.Linq.Expressions.Expression;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>
/// Conditions → code. Numbers are doubles (NaN is absent), durations are doubles of microseconds, texts are hashes (0 is absent). A comparison with something absent does
/// not hold. Notes which columns and features it met.
/// </summary>
internal sealed class ConditionCompiler(RuleDefinition rule, PlanBuilder plan, IReadOnlyList<string> names)
{
    private static readonly System.Linq.Expressions.ParameterExpression Scope = Linq.Parameter(typeof(RuleScope), "scope");

    public HashSet<int> Columns { get; } = [];

    public HashSet<int> Features { get; } = [];

    public Func<RuleScope, bool> Condition(Expression condition) => Compile<bool>(Of(condition, ValueKind.Truth));

    public Func<RuleScope, double> Number(Expression value)
    {
        var kind = KindOf(value);
        return Compile<double>(Of(value, kind == ValueKind.Duration ? ValueKind.Duration : ValueKind.Number));
    }

    public Func<RuleScope, ulong> Text(Expression value) => Compile<ulong>(Of(value, ValueKind.Text));

    /// <summary>Whether it depends on events matched before.</summary>
    public static bool IsIterative(Expression value) => value switch
    {
        Expression.OfMatch or Expression.SinceMatch => true,
        Expression.Not not => IsIterative(not.Operand),
        Expression.Logic logic => IsIterative(logic.Left) || IsIterative(logic.Right),
        Expression.Compare compare => IsIterative(compare.Left) || IsIterative(compare.Right),
        Expression.Arithmetic sum => IsIterative(sum.Left) || IsIterative(sum.Right),
        Expression.In one => IsIterative(one.Value) || one.Choices.Any(IsIterative),
        Expression.Present present => IsIterative(present.Value),
        Expression.OfWindow window => window.Value is { } of && IsIterative(of),
        Expression.Deviation far => IsIterative(far.Value),
        _ => false,
    };

    private static Func<RuleScope, T> Compile<T>(Linq body) => Linq.Lambda<Func<RuleScope, T>>(body, Scope).Compile();

    private Linq Of(Expression value, ValueKind wanted)
    {
        var kind = KindOf(value);
        if (kind == ValueKind.Open) return Column((Expression.Field)value, wanted);
        if (kind != wanted) throw Wrong(value, wanted, kind);
        return value switch
        {
            Expression.Number number => Linq.Constant(number.Value),
            Expression.Duration span => Linq.Constant((double)span.Micros),
            Expression.Text text => Linq.Constant(RuleScope.HashOf(System.Text.Encoding.UTF8.GetBytes(text.Value))),
            Expression.Truth truth => Linq.Constant(truth.Value),
            Expression.Field field => Column(field, kind),
            Expression.OfMatch of => Match(of, wanted),
            Expression.SinceMatch since => Call(nameof(RuleScope.MatchAge), Linq.Constant(NameOf(since.Name, since))),
            Expression.Not not => Linq.Not(Of(not.Operand, ValueKind.Truth)),
            Expression.Logic { IsAnd: true } and => Linq.AndAlso(Of(and.Left, ValueKind.Truth), Of(and.Right, ValueKind.Truth)),
            Expression.Logic or => Linq.OrElse(Of(or.Left, ValueKind.Truth), Of(or.Right, ValueKind.Truth)),
            Expression.Compare compare => Comparison(compare),
            Expression.In one => one.Choices.Select(choice => (Linq)Comparison(new Expression.Compare("=", one.Value, choice), one)).Aggregate(Linq.OrElse),
            Expression.Present present => Presence(present),
            Expression.Arithmetic sum => Arithmetic(sum, wanted),
            _ => Remembered(value),
        };
    }

    private System.Linq.Expressions.BinaryExpression Comparison(Expression.Compare compare, Expression? part = null)
    {
        var (left, right) = (KindOf(compare.Left), KindOf(compare.Right));
        var kind = left != ValueKind.Open ? left : right;
        if (kind == ValueKind.Open) kind = compare.Operator is "=" or "!=" ? ValueKind.Text : ValueKind.Number;
        if (right != ValueKind.Open && right != kind) throw RuleException.In(rule, part ?? compare, $"a {Word(kind)} cannot be compared with a {Word(right)}");
        if (kind is ValueKind.Text or ValueKind.Truth && compare.Operator is not ("=" or "!=")) throw RuleException.In(rule, part ?? compare, $"a {Word(kind)} is not smaller or larger than another");
        Linq a = Of(compare.Left, kind), b = Of(compare.Right, kind);
        return (kind, compare.Operator) switch
        {
            (ValueKind.Truth, "=") => Linq.Equal(a, b),
            (ValueKind.Truth, _) => Linq.NotEqual(a, b),
            (ValueKind.Text, "=") => Linq.AndAlso(Linq.Equal(a, b), Linq.NotEqual(a, Linq.Constant(0UL))),
            (ValueKind.Text, _) => Linq.AndAlso(Linq.NotEqual(a, b), Linq.AndAlso(Linq.NotEqual(a, Linq.Constant(0UL)), Linq.NotEqual(b, Linq.Constant(0UL)))),
            (_, "=") => Linq.Equal(a, b),
            (_, "!=") => Linq.OrElse(Linq.LessThan(a, b), Linq.GreaterThan(a, b)),
            (_, "<") => Linq.LessThan(a, b),
            (_, "<=") => Linq.LessThanOrEqual(a, b),
            (_, ">") => Linq.GreaterThan(a, b),
            (_, ">=") => Linq.GreaterThanOrEqual(a, b),
            _ => throw RuleException.In(rule, compare, $"'{compare.Operator}' is not a comparison: =, !=, <, <=, > or >="),
        };
    }

    private Linq Presence(Expression.Present present)
    {
        var kind = KindOf(present.Value);
        if (kind == ValueKind.Open) kind = ValueKind.Text;
        if (kind == ValueKind.Truth) throw RuleException.In(rule, present, "whether a condition is present cannot be asked");
        var value = Of(present.Value, kind);
        var there = kind == ValueKind.Text ? Linq.NotEqual(value, Linq.Constant(0UL)) : (Linq)Linq.Equal(value, value);
        return present.Is ? there : Linq.Not(there);
    }

    private System.Linq.Expressions.BinaryExpression Arithmetic(Expression.Arithmetic sum, ValueKind wanted)
    {
        var (left, right) = OperandKinds(sum, wanted);
        Linq a = Of(sum.Left, left), b = Of(sum.Right, right);
        return sum.Operator switch
        {
            '+' => Linq.Add(a, b),
            '-' => Linq.Subtract(a, b),
            '*' => Linq.Multiply(a, b),
            _ => Linq.Divide(a, b),
        };
    }

    private (ValueKind Left, ValueKind Right) OperandKinds(Expression.Arithmetic sum, ValueKind wanted)
    {
        var (left, right) = (KindOf(sum.Left), KindOf(sum.Right));
        if (left == ValueKind.Open) left = ValueKind.Number;
        if (right == ValueKind.Open) right = ValueKind.Number;
        var fits = (sum.Operator, left, right) switch
        {
            (_, ValueKind.Number, ValueKind.Number) => wanted == ValueKind.Number,
            ('+' or '-', ValueKind.Duration, ValueKind.Duration) => wanted == ValueKind.Duration,
            ('*' or '/', ValueKind.Duration, ValueKind.Number) => wanted == ValueKind.Duration,
            ('*', ValueKind.Number, ValueKind.Duration) => wanted == ValueKind.Duration,
            ('/', ValueKind.Duration, ValueKind.Duration) => wanted == ValueKind.Number,
            _ => false,
        };
        return fits ? (left, right) : throw RuleException.In(rule, sum, $"'{sum.Operator}' does not take a {Word(left)} and a {Word(right)}");
    }

    private System.Linq.Expressions.MethodCallExpression Match(Expression.OfMatch of, ValueKind wanted)
    {
        var name = Linq.Constant(NameOf(of.Name, of));
        if (of.Function == Aggregate.Count) return Call(nameof(RuleScope.MatchCount), name);
        var first = Linq.Constant(of.Function == Aggregate.First);
        if (of.Function == Aggregate.Distinct) return Call(nameof(RuleScope.MatchDistinct), name, Linq.Constant(ColumnOf(of.Value!, ValueKind.Text).Index));
        var column = ColumnOf(of.Value!, wanted);
        var index = Linq.Constant(column.Index);
        return wanted switch
        {
            ValueKind.Text => Call(nameof(RuleScope.MatchText), name, first, index, Linq.Constant(column.Kind == ColumnKind.Symbol)),
            ValueKind.Truth => Call(nameof(RuleScope.MatchTruth), name, first, index),
            _ => Call(nameof(RuleScope.MatchNumber), name, Linq.Constant(of.Function), index),
        };
    }

    private System.Linq.Expressions.MethodCallExpression Remembered(Expression value)
    {
        var feature = plan.FeatureOf(rule, value);
        Features.Add(feature.Index);
        var index = Linq.Constant(feature.Index);
        return value switch
        {
            Expression.OfWindow window => Call(
                window.Function switch
                {
                    Aggregate.Count => nameof(RuleScope.WindowCount),
                    Aggregate.Sum => nameof(RuleScope.WindowSum),
                    Aggregate.Average => nameof(RuleScope.WindowAverage),
                    _ => nameof(RuleScope.WindowDistinct),
                },
                index),
            Expression.Deviation far => Call(nameof(RuleScope.Deviation), index, Linq.Constant(far.Median), Of(far.Value, ValueKind.Number)),
            Expression.IsNew fresh => Call(nameof(RuleScope.IsNew), index, Of(fresh.Value, ValueKind.Text)),
            Expression.Distance => Call(nameof(RuleScope.Distance), index, Column(PlaceColumns.Latitude, ValueKind.Number), Column(PlaceColumns.Longitude, ValueKind.Number)),
            Expression.Speed => Call(nameof(RuleScope.Speed), index, Column(PlaceColumns.Latitude, ValueKind.Number), Column(PlaceColumns.Longitude, ValueKind.Number)),
            _ => Call(nameof(RuleScope.Since), index),
        };
    }

    private System.Linq.Expressions.MethodCallExpression Column(Expression.Field field, ValueKind wanted)
    {
        var column = ColumnOf(field, wanted);
        return Call(
            column.Kind switch
            {
                ColumnKind.Number => nameof(RuleScope.Number),
                ColumnKind.Symbol => nameof(RuleScope.Symbol),
                ColumnKind.Truth => nameof(RuleScope.Truth),
                _ => nameof(RuleScope.Hash),
            },
            Linq.Constant(column.Index));
    }

    private RuleColumn ColumnOf(Expression.Field field, ValueKind wanted)
    {
        var source = RuleFields.ColumnOf(field);
        if (!field.IsProperty && !RuleFields.IsKnown(field.Name)) throw RuleException.In(rule, field, $"'{field.Name}' is not a field; write 'property {field.Name}' for a property of events");
        var kind = RuleColumn.KindOf(source) ?? wanted switch { ValueKind.Number => ColumnKind.Number, ValueKind.Truth => ColumnKind.Truth, ValueKind.Text => ColumnKind.Hash, _ => throw Wrong(field, wanted, ValueKind.Open) };
        if (KindOf(kind) != wanted) throw Wrong(field, wanted, KindOf(kind));
        var column = plan.ColumnOf(field, kind);
        Columns.Add(column.Index);
        return column;
    }

    private ValueKind KindOf(Expression value) => value switch
    {
        Expression.Number or Expression.Deviation or Expression.Speed or Expression.Distance => ValueKind.Number,
        Expression.Duration or Expression.SinceFirst or Expression.SinceLast or Expression.SinceMatch => ValueKind.Duration,
        Expression.Text => ValueKind.Text,
        Expression.Field field => RuleColumn.KindOf(RuleFields.ColumnOf(field)) is { } kind ? KindOf(kind) : field.Name == "declined" && !field.IsProperty ? ValueKind.Truth : ValueKind.Open,
        Expression.OfMatch { Function: Aggregate.First or Aggregate.Last, Value: { } of } => KindOf(of) is var kind && kind != ValueKind.Open ? kind : ValueKind.Text,
        Expression.OfMatch or Expression.OfWindow => ValueKind.Number,
        Expression.Arithmetic sum => KindOfSum(sum),
        Expression.Parameter parameter => throw RuleException.In(rule, parameter, $"the rule has no parameter '{parameter.Name}'"),
        _ => ValueKind.Truth,
    };

    private ValueKind KindOfSum(Expression.Arithmetic sum)
    {
        var (left, right) = (KindOf(sum.Left), KindOf(sum.Right));
        if (sum.Operator == '/' && left == ValueKind.Duration && right == ValueKind.Duration) return ValueKind.Number;
        return left == ValueKind.Duration || right == ValueKind.Duration ? ValueKind.Duration : ValueKind.Number;
    }

    private static ValueKind KindOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => ValueKind.Number,
        ColumnKind.Truth => ValueKind.Truth,
        _ => ValueKind.Text,
    };

    private int NameOf(string name, Expression part)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        throw RuleException.In(rule, part, $"no events before are named '{name}'");
    }

    private RuleException Wrong(Expression part, ValueKind wanted, ValueKind found) =>
        RuleException.In(rule, part, string.Create(CultureInfo.InvariantCulture, $"expected a {Word(wanted)}, found '{RulePrinter.Print(part)}', a {Word(found)}"));

    private static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Truth => "condition",
        ValueKind.Open => "property",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static System.Linq.Expressions.MethodCallExpression Call(string method, params Linq[] arguments) =>
        Linq.Call(Scope, typeof(RuleScope).GetMethod(method, BindingFlags.Public | BindingFlags.Instance)!, arguments);
}
