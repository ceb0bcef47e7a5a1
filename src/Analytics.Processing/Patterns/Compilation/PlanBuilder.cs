using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>Gathers what the rules of one key have in common: columns, features, conditions, checks. What says the same is there once.</summary>
internal sealed class PlanBuilder
{
    private const int MostColumns = 256;
    private const int MostHistory = 256;
    private const int LeastHistory = 5;
    private readonly Dictionary<(string, ColumnKind), RuleColumn> _columns = [];
    private readonly Dictionary<string, Feature> _features = [];
    private readonly Dictionary<string, int> _conditions = [];
    private readonly Dictionary<string, Check> _checks = [];
    private readonly List<string> _labels = [];
    private readonly List<(Func<RuleScope, bool> Holds, IReadOnlySet<int> Columns, IReadOnlySet<int> Features)> _compiled = [];

    public IEnumerable<RuleColumn> Columns => _columns.Values;

    public IEnumerable<Feature> Features => _features.Values;

    public IReadOnlyList<Func<RuleScope, bool>> Conditions => [.. _compiled.Select(one => one.Holds)];

    public int Checks { get; private set; }

    public RuleColumn ColumnOf(Expression.Field field, ColumnKind kind)
    {
        var name = RulePrinter.Print(field);
        if (_columns.TryGetValue((name, kind), out var known)) return known;
        if (_columns.Count == MostColumns) throw new RuleException($"rules of one key use more than {MostColumns} different fields");
        return _columns[(name, kind)] = new RuleColumn(field, kind, _columns.Count);
    }

    /// <summary>What a check says, for comparing versions.</summary>
    public string LabelOf(Check check) => _labels[check.Id];

    /// <summary>The check of a selector; one that does not look at earlier events is shared.</summary>
    public Check CheckOf(RuleDefinition rule, EventSelector events, IReadOnlyList<string> names, int name)
    {
        var label = RulePrinter.Print(events);
        var parts = Parts(events.Where).ToList();
        var iterative = parts.Where(ConditionCompiler.IsIterative).ToList();
        if (iterative.Count == 0 && _checks.TryGetValue(label, out var known)) return known;
        var compiler = new ConditionCompiler(rule, this, names);
        var shared = parts.Where(part => !ConditionCompiler.IsIterative(part)).Select(part => ConditionOf(rule, part)).ToArray();
        foreach (var condition in shared)
        {
            compiler.Columns.UnionWith(_compiled[condition].Columns);
            compiler.Features.UnionWith(_compiled[condition].Features);
        }

        var own = iterative.Count == 0 ? null : compiler.Condition(iterative.Aggregate((a, b) => new Expression.Logic(true, a, b)));
        var check = new Check(Checks++, events.Types, shared, own, compiler.Columns, compiler.Features);
        _labels.Add(label);
        if (own is null) _checks.Add(label, check);
        return check;
    }

    /// <summary>The feature that an expression asks.</summary>
    public Feature FeatureOf(RuleDefinition rule, Expression value) => value switch
    {
        Expression.OfWindow { Function: Aggregate.Distinct } window => Selected(rule, FeatureKind.Distinct, $"distinct {RulePrinter.Print(window.Value!)}", window.Events, text: window.Value, span: Span(rule, window)),
        Expression.OfWindow window => Selected(rule, FeatureKind.Window, window.Value is null ? "count" : RulePrinter.Print(window.Value), window.Events, number: window.Value, span: Span(rule, window)),
        Expression.Deviation far => Selected(rule, FeatureKind.History, RulePrinter.Print(far.Value), far.Events, number: far.Value, last: History(rule, far)),
        Expression.IsNew fresh => Selected(rule, FeatureKind.Known, RulePrinter.Print(fresh.Value), Any, text: fresh.Value),
        Expression.SinceFirst => Selected(rule, FeatureKind.First, "first seen", Any),
        Expression.SinceLast since => Selected(rule, FeatureKind.Last, "last", since.Events),
        Expression.Speed or Expression.Distance => Selected(rule, FeatureKind.Place, "place", Any, number: PlaceColumns.Latitude),
        _ => throw RuleException.In(rule, value, $"'{RulePrinter.Print(value)}' is not a value"),
    };

    private static EventSelector Any { get; } = new([], null);

    private static IEnumerable<Expression> Parts(Expression? condition) => condition switch
    {
        null => [],
        Expression.Logic { IsAnd: true } and => Parts(and.Left).Concat(Parts(and.Right)),
        _ => [condition],
    };

    private int ConditionOf(RuleDefinition rule, Expression condition)
    {
        var label = RulePrinter.Print(condition);
        if (_conditions.TryGetValue(label, out var known)) return known;
        var compiler = new ConditionCompiler(rule, this, []);
        var holds = compiler.Condition(condition);
        _compiled.Add((holds, compiler.Columns, compiler.Features));
        return _conditions[label] = _compiled.Count - 1;
    }

    private Feature Selected(
        RuleDefinition rule, FeatureKind kind, string of, EventSelector events, Expression? number = null, Expression? text = null, long span = 0, int last = 0)
    {
        var label = $"{of} of {RulePrinter.Print(events)}{(span > 0 ? $" in last {RulePrinter.Print(new Expression.Duration(span))}" : "")}{(last > 0 ? $" over last {last}" : "")}";
        if (_features.TryGetValue($"{kind} {label}", out var known)) return known;
        var parts = Parts(events.Where).ToList();
        if (parts.Any(part => ConditionCompiler.IsIterative(part) || AsksMemory(part)) || (number ?? text) is { } value && (ConditionCompiler.IsIterative(value) || AsksMemory(value)))
            throw RuleException.In(rule, events, "what is remembered of a key can depend on the event alone");
        var compiler = new ConditionCompiler(rule, this, []);
        var where = parts.Select(part => ConditionOf(rule, part)).ToArray();
        foreach (var condition in where) compiler.Columns.UnionWith(_compiled[condition].Columns);
        var takesNumber = number is null ? null : compiler.Number(number);
        var takesText = text is null ? null : compiler.Text(text);
        if (kind == FeatureKind.Place) compiler.Columns.Add(ColumnOf(PlaceColumns.Longitude, ColumnKind.Number).Index);
        var required = kind == FeatureKind.Place ? ColumnOf(PlaceColumns.Latitude, ColumnKind.Number).Index : text is null ? -1 : compiler.Columns.Except(where.SelectMany(condition => _compiled[condition].Columns)).DefaultIfEmpty(-1).Single();
        return _features[$"{kind} {label}"] = new Feature(_features.Count, kind, label, events.Types)
        {
            Where = where, Number = takesNumber, Text = takesText, Span = span, Last = last, Columns = compiler.Columns, Requires = required,
        };
    }

    private static bool AsksMemory(Expression value) => value switch
    {
        Expression.OfWindow or Expression.Deviation or Expression.IsNew or Expression.Speed or Expression.Distance or Expression.SinceFirst or Expression.SinceLast => true,
        Expression.Not not => AsksMemory(not.Operand),
        Expression.Logic logic => AsksMemory(logic.Left) || AsksMemory(logic.Right),
        Expression.Compare compare => AsksMemory(compare.Left) || AsksMemory(compare.Right),
        Expression.Arithmetic sum => AsksMemory(sum.Left) || AsksMemory(sum.Right),
        Expression.In one => AsksMemory(one.Value) || one.Choices.Any(AsksMemory),
        Expression.Present present => AsksMemory(present.Value),
        _ => false,
    };

    private static long Span(RuleDefinition rule, Expression.OfWindow window) =>
        window.Span is Expression.Duration span ? span.Micros : throw RuleException.In(rule, window.Span, "expected a duration such as 10 minutes");

    private static int History(RuleDefinition rule, Expression.Deviation far) =>
        far.Last is Expression.Number { Value: var last } && last == Math.Floor(last) && last is >= LeastHistory and <= MostHistory
            ? (int)last
            : throw RuleException.In(rule, far, $"a deviation looks at the last {LeastHistory} to {MostHistory} values");
}
