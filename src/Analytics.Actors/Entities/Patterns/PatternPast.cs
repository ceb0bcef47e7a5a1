using Analytics.Actors.Rules;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities.Patterns;

/// <summary>
/// Gathers what new rules would remember: the same actors over past events, silent, with all keys in memory. As many keys as a shard has in memory at most (<see cref="PatternOptions.MostLive"/>): over
/// that it lets those go that had no events for as long as the rules look back, and where that is not enough begins anew with later events.
/// </summary>
internal sealed class PatternPast : IRulePast, ITenantDirectory
{
    // Looking at every key that waits costs more than an event does.
    private const int EventsBetweenLooks = 4096;
    private static readonly NoStorage Nowhere = new();
    private readonly RuleSet _rules;
    private readonly PatternOptions _options;
    private readonly int _most;
    private PatternActors _actors = null!;
    private EntityContext _context = null!;
    private int _waiting;
    private readonly EffectBatch _found = new();
    private long _next;
    private bool _raises;

    public PatternPast(RuleSet rules, PatternOptions options)
    {
        (_rules, _most) = (rules, options.MostLive);
        _options = options with { MostLive = int.MaxValue };
        var slack = 2 * Micros.Of(options.Disorder);
        Reach = rules.Plans.Any(plan => plan.RemembersLong) ? TimeSpan.MaxValue : TimeSpan.FromMicroseconds(rules.Plans.Max(plan => plan.ReachMicros) + slack);
        Begin(0);
    }

    public TimeSpan Reach { get; }

    public long From { get; private set; }

    public void Begin(long offset, bool raises = false)
    {
        (From, _raises) = (offset, raises);
        _actors = new PatternActors(_options with { IsPast = !raises });
        _actors.Run(_rules, RuleHistory.None);
        _context = new EntityContext { Shard = new ShardId("past", 0), Effects = _found, Stored = Nowhere, Tenants = this, Watermarks = new TenantWatermarks(0) };
    }

    public void Receive(EventBatch batch, int from, int to)
    {
        // Where it began anew, and runs of the log are mixed, some of before may be still to come.
        while (from < to && batch.Rows[from].Offset < From) from++;
        if (from >= to) return;
        _actors.Receive(batch, from, to, _context);
        foreach (ref readonly var row in batch.Rows[from..to]) _context.NowMicros = Math.Max(_context.NowMicros, row.ReceivedAt);
        _next = Math.Max(_next, batch.Rows[to - 1].Offset + 1);
        _waiting += to - from;
        if (_waiting < EventsBetweenLooks) return;
        _waiting = 0;
        _actors.Advance(_context.NowMicros, _context);
        if (Keys > _most) MakeRoom();
    }

    /// <summary>Comes as far as a shard has come, and lets its clocks know how far that is: a shard without rules does not keep them, and an event that it set aside moves them only here.</summary>
    /// <param name="clocks">The shard's clocks of tenants.</param>
    /// <param name="shard">What the shard's clock says.</param>
    public void Meet(TenantClocks clocks, EntityContext shard)
    {
        _actors.Clocks.Follow(clocks);
        _context.IsQuiet = shard.IsQuiet;
        _actors.Advance(shard.NowMicros, _context);
        clocks.Follow(_actors.Clocks);
    }

    /// <summary>Raises what was found that is to be raised, under rules that run from now on.</summary>
    /// <param name="rules">All of them.</param>
    /// <param name="effects">Where to.</param>
    public void Raise(RuleSet rules, EffectBatch effects)
    {
        foreach (var found in _found.Alerts)
        {
            var name = Symbols.Text(found.Rule);
            if (name != PatternActors.LimitRule && rules.Find(name)?.Version != found.RuleVersion) continue;
            var alert = found;
            alert.Key = effects.Text.Append(_found.Text.Bytes(found.Key));
            alert.Evidence = effects.Text.Append(_found.Text.Bytes(found.Evidence));
            alert.IsShadow = rules.Plans.Any(plan => plan.IsShadow(name));
            effects.Alerts.Add(alert);
        }
    }

    /// <summary>Gives what was gathered to those who run the rules from now on, and ends.</summary>
    /// <param name="rules">All that run from now on.</param>
    /// <param name="books">Their books.</param>
    /// <param name="now">The shard's clock.</param>
    public void GoInto(RuleSet rules, IReadOnlyList<PatternBook> books, long now)
    {
        // Some may have gone, or have another form, since it was begun for them.
        var others = _rules.NewTo(rules).Select(one => one.Rule.Definition.Name).ToHashSet();
        if (others.Count > 0) _actors.Run(RuleSet.Compile([.. _rules.Plans.SelectMany(plan => plan.Rules).Select(rule => rule.Definition).Where(rule => !others.Contains(rule.Name))]), RuleHistory.None);
        foreach (var gathered in _actors.Books) books.First(book => book.Plan.Name == gathered.Plan.Name).TakeOverPast(gathered, From, now);
    }

    private int Keys => _actors.Books.Sum(book => book.Live.Count);

    TenantSettings ITenantDirectory.Settings(int tenantSymbol) => new();

    // A quarter free, or it would look for room again and again.
    private void MakeRoom()
    {
        foreach (var book in _actors.Books) book.DropIdle(_context.NowMicros);
        if (Keys > _most / 4 * 3) Begin(_next, _raises);
    }
}
