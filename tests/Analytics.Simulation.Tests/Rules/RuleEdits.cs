using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>What people do to the rules while everything else happens: they add, edit (what a match begins with, what it ends with, a limit), disable, enable, try in the shadow, promote, delete.</summary>
internal sealed class RuleEdits
{
    private static readonly string[] Names = ["often", "oftener", "rises", "rises_too", "chain", "chain_too", "large", "shared"];
    private readonly Random _random;
    private readonly Dictionary<string, RevisionRule> _rules = [];
    private readonly List<RuleRevision> _revisions = [];

    public RuleEdits(Random random)
    {
        _random = random;
        // Some begin without any.
        foreach (var name in (string[])(random.Next(3) > 0 ? ["often", "rises"] : [])) _rules[name] = new RevisionRule(name, 1, RuleMode.On, Draw(name).Text);
        Publish();
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<RuleRevision> Revisions => _revisions;

    /// <summary>Somebody changes one rule, or several at once.</summary>
    public void Change()
    {
        for (var left = _random.Next(4) == 0 ? 3 : 1; left > 0; left--) Change(Names[_random.Next(Names.Length)]);
        Publish();
    }

    /// <summary>Somebody stores rules.</summary>
    public void Store(IEnumerable<RevisionRule> rules)
    {
        foreach (var rule in rules) _rules[rule.Name] = rule;
        Publish();
    }

    private void Change(string name)
    {
        if (!_rules.TryGetValue(name, out var rule))
        {
            _rules[name] = new RevisionRule(name, 1, (RuleMode)_random.Next(1, 3), Draw(name).Text);
            return;
        }

        switch (_random.Next(6))
        {
            case 0:
                _rules.Remove(name);
                break;
            case 1 or 2:
                _rules[name] = rule with { Mode = (RuleMode)_random.Next(3) };
                break;
            default:
                _rules[name] = rule with { Version = rule.Version + 1, Text = Edited(RuleShape.Read(rule.Text)).Text };
                break;
        }
    }

    // The end of a match changes, or a limit, or the beginning, or all of it.
    private RuleShape Edited(RuleShape shape)
    {
        var drawn = Draw(shape.Name);
        return _random.Next(4) switch
        {
            0 => drawn,
            1 => new RuleShape(shape.Name, shape.Span, [drawn.Numbers[0], .. shape.Numbers.Skip(1)]),
            _ => new RuleShape(shape.Name, shape.Span, [.. shape.Numbers.SkipLast(1), drawn.Numbers[^1]]),
        };
    }

    private RuleShape Draw(string name)
    {
        var span = 20 * _random.Next(1, 4);
        return new RuleShape(name, span, []) switch
        {
            { IsOften: true } => new RuleShape(name, span, [_random.Next(2, 6)]),
            { IsWindow: true } => new RuleShape(name, span, [_random.Next(3, 9)]),
            { IsChain: true } => new RuleShape(name, span, [.. Enumerable.Range(0, _random.Next(2, 4)).Select(_ => _random.Next(5, 9) * 100)]),
            _ => new RuleShape(name, 0, [_random.Next(900, 990)]),
        };
    }

    private void Publish() => _revisions.Add(RuleRevision.Of(_revisions.Count + 1, _rules.Values));
}
