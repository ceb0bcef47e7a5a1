using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>
/// How a shard comes from the rules that it runs to the newest ones. What lacks nothing of the past (another mode, a rule that goes, one that goes on with what is remembered) does not wait for what does: until the log
/// was read for a rule its former form runs on, told to nobody if nobody is to be told of the new one. A function of both revisions and of what the shard remembers.
/// </summary>
internal sealed class RulePath
{
    private readonly HashSet<string> _lacking;
    private (RuleRebuild? By, HashSet<string> Names) _served = (null, []);

    /// <summary>From one revision to another.</summary>
    /// <param name="running">What runs.</param>
    /// <param name="newest">What is to run.</param>
    /// <param name="lacking">Names of the rules that lack something which only past events tell.</param>
    public RulePath(RuleRevision running, RuleRevision newest, IEnumerable<string> lacking)
    {
        (Running, Newest, _lacking) = (running, newest, [.. lacking]);
        Lacking = [.. newest.Rules.Where(rule => rule.Mode != RuleMode.Off && _lacking.Contains(rule.Name))];
        if (Lacking.Count == 0) AtOnce = IsSame(running, newest) && running.Number == newest.Number ? null : new RuleSwitch(newest, null, []);
        else if (Without(Lacking.Select(rule => rule.Name), []) is { } rules && !IsSame(running, rules)) AtOnce = new RuleSwitch(rules, null, [.. _lacking]);
    }

    /// <summary>What runs.</summary>
    public RuleRevision Running { get; }

    /// <summary>What is to run.</summary>
    public RuleRevision Newest { get; }

    /// <summary>The rules that the log must be read for.</summary>
    public IReadOnlyList<RevisionRule> Lacking { get; }

    /// <summary>What need not wait for them; null for nothing.</summary>
    public RuleSwitch? AtOnce { get; }

    /// <summary>Whether some of the rules that the log is read for are still to run.</summary>
    public bool Wants(RuleRebuild past) => Served(past).Count > 0;

    /// <summary>What can be taken over when the log was read for some rules: all that are still to run.</summary>
    public RuleSwitch With(RuleRebuild past)
    {
        var served = Served(past);
        string[] later = [.. _lacking.Where(name => !served.Contains(name))];
        return new RuleSwitch(later.Length == 0 && served.Count == past.Rules.Count ? Newest : Without(later, served.Count == past.Rules.Count ? [] : past.Rules), past, later);
    }

    private HashSet<string> Served(RuleRebuild past)
    {
        if (ReferenceEquals(_served.By, past)) return _served.Names;
        var names = from rule in past.Set.Plans.SelectMany(plan => plan.Rules)
                    where _lacking.Contains(rule.Definition.Name) && Newest.Set.Find(rule.Definition.Name)?.Version == rule.Version
                    select rule.Definition.Name;
        _served = (past, [.. names]);
        return _served.Names;
    }

    private RuleRevision Without(IEnumerable<string> later, IReadOnlyList<RevisionRule> readFor)
    {
        var names = later.ToHashSet();
        var rules = new List<RevisionRule>();
        foreach (var rule in Newest.Rules)
        {
            if (!names.Contains(rule.Name)) rules.Add(rule);
            else if (Running.Rules.FirstOrDefault(one => one.Name == rule.Name) is { } former) rules.Add(former with { Mode = former.Mode < rule.Mode ? former.Mode : rule.Mode });
        }

        return RuleRevision.Of(Newest.Number, rules, readFor);
    }

    // Rules that are off are there for people only.
    private static bool IsSame(RuleRevision one, RuleRevision other) =>
        one.Rules.Where(rule => rule.Mode != RuleMode.Off).SequenceEqual(other.Rules.Where(rule => rule.Mode != RuleMode.Off));
}
