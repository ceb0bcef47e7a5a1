using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>Puts the values of a rule's parameters in their places.</summary>
internal sealed class ParameterResolver(RuleDefinition rule)
{
    /// <summary>The rule without parameters.</summary>
    public static RuleDefinition Resolve(RuleDefinition rule)
    {
        var resolver = new ParameterResolver(rule);
        return rule with { Given = [], Pattern = resolver.Of(rule.Pattern), Within = rule.Within is { } within ? resolver.Of(within) : null };
    }

    private PatternNode.Sequence Of(PatternNode.Sequence sequence) => At(sequence, new PatternNode.Sequence([.. sequence.Steps.Select(step => step with { Node = Of(step.Node) })]));

    private PatternNode Of(PatternNode node) => node switch
    {
        PatternNode.One one => Of(one),
        PatternNode.None none => At(none, new PatternNode.None(Of(none.Events))),
        PatternNode.Sequence sequence => Of(sequence),
        PatternNode.OneOf choice => At(choice, new PatternNode.OneOf([.. choice.Choices.Select(Of)], Of(choice.Times))),
        PatternNode.AllOf all => At(all, new PatternNode.AllOf([.. all.Parts.Select(Of)])),
        _ => throw RuleException.In(rule, node, "unknown part of a pattern"),
    };

    private PatternNode.One Of(PatternNode.One one) => At(one, one with { Events = Of(one.Events), Times = Of(one.Times) });

    private EventSelector Of(EventSelector events) => At(events, events with { Where = events.Where is { } where ? Of(where) : null });

    private Quantity Of(Quantity times) => times with { Least = Of(times.Least), Most = times.Most is { } most ? Of(most) : null };

    private Expression Of(Expression value) => At(value, value switch
    {
        Expression.Parameter parameter => ValueOf(parameter),
        Expression.OfWindow window => window with { Value = window.Value is { } of ? Of(of) : null, Events = Of(window.Events), Span = Of(window.Span) },
        Expression.Deviation far => far with { Value = Of(far.Value), Last = Of(far.Last), Events = Of(far.Events) },
        Expression.SinceLast since => since with { Events = Of(since.Events) },
        Expression.Not not => new Expression.Not(Of(not.Operand)),
        Expression.Logic logic => logic with { Left = Of(logic.Left), Right = Of(logic.Right) },
        Expression.Compare compare => compare with { Left = Of(compare.Left), Right = Of(compare.Right) },
        Expression.In one => new Expression.In(Of(one.Value), [.. one.Choices.Select(Of)]),
        Expression.Present present => present with { Value = Of(present.Value) },
        Expression.Arithmetic sum => sum with { Left = Of(sum.Left), Right = Of(sum.Right) },
        _ => value,
    });

    private Expression ValueOf(Expression.Parameter parameter)
    {
        foreach (var given in rule.Given)
            if (given.Key == parameter.Name) return given.Value;
        throw RuleException.In(rule, parameter, $"the rule has no parameter '{parameter.Name}'");
    }

    private T At<T>(object old, T part)
        where T : class
    {
        if (rule.Source is { } source && !ReferenceEquals(old, part)) source.Place(part, source.Of(old));
        return part;
    }
}
