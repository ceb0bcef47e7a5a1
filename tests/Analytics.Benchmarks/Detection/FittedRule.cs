using Analytics.Processing.Patterns.Language;

namespace Analytics.Benchmarks.Detection;

/// <summary>A rule whose parameters are looked for on labelled payments.</summary>
/// <param name="rule">As it is written.</param>
internal sealed class FittedRule(RuleDefinition rule)
{
    private static readonly double[] Steps = [0.5, 0.7, 0.85, 0.95, 1.05, 1.2, 1.5, 2];

    /// <summary>As it is written.</summary>
    public RuleDefinition Written { get; } = rule;

    /// <summary>With the best parameters so far.</summary>
    public RuleDefinition Best { get; private set; } = rule;

    /// <summary>How good these are.</summary>
    public double F1 { get; private set; }

    /// <summary>Whether further steps may be better.</summary>
    public bool IsMoving { get; private set; } = true;

    /// <summary>The best so far, and each parameter a step away from it, under names of their own.</summary>
    public IReadOnlyList<RuleDefinition> Neighbours()
    {
        var all = new List<RuleDefinition> { Best };
        for (var i = 0; i < Best.Given.Count; i++)
        {
            foreach (var step in Steps)
                if (Step(Best.Given[i].Value, step) is { } value && value != Best.Given[i].Value) all.Add(With(i, value));
        }

        return [.. all.DistinctBy(one => one.ToString()).Select((one, i) => one with { Name = $"{Written.Name}__{i}" })];
    }

    /// <summary>Takes the best of the neighbours.</summary>
    public void Take(IEnumerable<(RuleDefinition Rule, double F1)> measured)
    {
        var (best, f1) = measured.MaxBy(one => one.F1);
        IsMoving = f1 > F1 + 1e-9 && best is not null;
        if (IsMoving) (Best, F1) = (best! with { Name = Written.Name }, f1);
    }

    // Whole numbers stay whole: they count something.
    private static Expression? Step(Expression value, double by) => value switch
    {
        Expression.Number { Value: var number } when number == Math.Floor(number) && number < 20 => new Expression.Number(Math.Max(1, by < 1 ? Math.Floor(number * by) : Math.Ceiling(number * by))),
        Expression.Number { Value: var number } => new Expression.Number(Rounded(number * by)),
        Expression.Duration { Micros: var span } => new Expression.Duration(Math.Max(1, (long)Math.Round(span * by / UnitOf(span))) * UnitOf(span)),
        _ => null,
    };

    private static double Rounded(double number) => double.Parse(number.ToString("G2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static long UnitOf(long span)
    {
        const long Minute = 60_000_000, Hour = 60 * Minute, Day = 24 * Hour;
        return span >= 2 * Day ? Day : span >= 2 * Hour ? Hour : span >= 2 * Minute ? Minute : 1_000_000;
    }

    private RuleDefinition With(int index, Expression value) =>
        Best with { Given = [.. Best.Given.Select((one, i) => i == index ? new KeyValuePair<string, Expression>(one.Key, value) : one)] };
}
