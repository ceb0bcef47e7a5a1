using System.Text.RegularExpressions;
using Analytics.Contracts.Events;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Time;

namespace Analytics.Node.Backtests;

/// <summary>What a backtest does: the rules, the range, and what is read for them.</summary>
internal sealed partial record BacktestPlan
{
    /// <summary>Word for a comparison with the version that runs.</summary>
    public const string Live = "live";

    /// <summary>Word for a comparison with the alerts that were raised.</summary>
    public const string Raised = "raised";

    /// <summary>Word for no comparison.</summary>
    public const string Nothing = "nothing";

    private const int LongestRule = 100_000, MostExamples = 100;

    /// <summary>Whose events.</summary>
    public required string Tenant { get; init; }

    /// <summary>Start of the range, microseconds since 1970.</summary>
    public required long From { get; init; }

    /// <summary>End of the range, exclusive.</summary>
    public required long To { get; init; }

    /// <summary>From when on events are read, so that the rules know at the start of the range what they would have known.</summary>
    public required long WarmFrom { get; init; }

    /// <summary>Until when events are read: what comes after the range may be what an event in it was late for.</summary>
    public required long ReadTo { get; init; }

    /// <summary>The rule.</summary>
    public required RuleSet Draft { get; init; }

    /// <summary>The rule that it is compared with; null for none, or for alerts that were raised.</summary>
    public RuleSet? Other { get; init; }

    /// <summary>What it is compared with, in a word.</summary>
    public required string Against { get; init; }

    /// <summary>How many alerts of each kind are shown with their events.</summary>
    public required int Examples { get; init; }

    /// <summary>The rule, compiled.</summary>
    public CompiledRule Rule => Draft.Plans[0].Rules[0];

    /// <summary>Both rules, by what they watch.</summary>
    public IReadOnlyList<KeyPlan> Plans => [.. Draft.Plans, .. Other?.Plans ?? []];

    /// <summary>Fields that are read.</summary>
    public IReadOnlySet<string> Fields => PlanReads.Fields(Plans);

    /// <summary>Whether they look at where events happened.</summary>
    public bool NeedsPlaces => Fields.Contains("latitude") || Fields.Contains("longitude");

    /// <summary>Whether they look at events of a type.</summary>
    public bool Concerns(int type, EventKind kind) => Plans.Any(keys => PlanReads.Concerns(keys, Symbols.Text(type), kind, Symbols.Intern(Tenant)));

    /// <summary>Reads a request.</summary>
    /// <exception cref="BacktestException">It cannot be done; the message says why.</exception>
    public static BacktestPlan Make(string tenant, BacktestRequest request, NodeOptions options, LiveRules live, DateTimeOffset now)
    {
        var draft = Read(request.Rule, tenant, live);
        if (request.From is not { } from) throw new BacktestException("from: the start of the range is missing.");
        var to = request.To is { } end && end < now ? end : now;
        if (to <= from) throw new BacktestException("to: the end of the range must be after its start, which must be past.");
        if (to - from > options.Backtest.MaxRange) throw new BacktestException($"to: the range is longer than {options.Backtest.MaxRange.TotalDays:0.##} days (backtest.max-range).");
        if (request.Examples is < 0 or > MostExamples) throw new BacktestException($"examples: expected 0 to {MostExamples}.");
        var name = draft.Plans[0].Rules[0].Definition.Name;
        var (other, against) = request.Against switch
        {
            null or "" or Live => live.Find(tenant, name) is { } running ? (RuleSet.Compile([running.Rule]), Live) : ((RuleSet?)null, Nothing),
            Raised or Nothing => (null, request.Against),
            _ => (Read(request.Against, tenant, live), RuleName().IsMatch(request.Against) ? request.Against : "text"),
        };
        KeyPlan[] plans = [.. draft.Plans, .. other?.Plans ?? []];
        var slack = Micros.Of(2 * (options.Rules.Disorder + 2 * options.Shards.CheckpointInterval));
        return new BacktestPlan
        {
            Tenant = tenant, From = At(from), To = At(to), WarmFrom = At(from) - WarmUp(plans, options) - slack, ReadTo = At(to) + slack,
            Draft = draft, Other = other, Against = against, Examples = request.Examples ?? 5,
        };

        static long At(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static RuleSet Read(string? text, string tenant, LiveRules live)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new BacktestException("rule: the text of a rule is missing.");
        if (RuleName().IsMatch(text.Trim()))
            return live.Find(tenant, text.Trim()) is { } running ? RuleSet.Compile([running.Rule]) : throw new BacktestException($"rule: no rule {text.Trim()} runs for the tenant {tenant}: give the text of one.");
        if (text.Length > LongestRule) throw new BacktestException($"rule: a rule has at most {LongestRule} characters.");
        try
        {
            var rules = RuleParser.ReadAll(text);
            if (rules.Count != 1) throw new BacktestException($"rule: expected one rule, found {rules.Count}.");
            if (rules[0].Tenants.Count > 0 && !rules[0].Tenants.Contains(tenant)) throw new BacktestException($"rule: it is not for the tenant {tenant}.");
            return RuleSet.Compile([rules[0]]);
        }
        catch (RuleException wrong)
        {
            throw new BacktestException($"rule: {wrong.Message}");
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex RuleName();

    private static long WarmUp(KeyPlan[] plans, NodeOptions options)
    {
        var horizon = plans.Max(plan => plan.ReachMicros);
        var needed = plans.Any(plan => plan.RemembersLong) ? Math.Max(horizon, Micros.Of(options.Rules.Memory)) : horizon;
        return Math.Min(needed, Micros.Of(options.Backtest.MaxWarmUp));
    }
}
