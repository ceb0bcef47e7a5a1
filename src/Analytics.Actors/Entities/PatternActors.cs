using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities.Patterns;
using Analytics.Actors.Rules;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities;

/// <summary>
/// Runs the rules whose keys live on a shard. Each key sees its events in the order of their time, once the tenant's newest event is later by the disorder. An alert's id is a
/// hash of tenant, rule, version, key and matched events: a replay gives the same alerts, each once. Hitting a limit is an alert of the rule <c>rules_limit</c>, at most
/// one an hour and key.
/// </summary>
public sealed class PatternActors : IRuledKind, IMatchReceiver
{
    /// <summary>Name of the kind.</summary>
    public const string KindName = "pattern";

    /// <summary>Name of the rule of alerts that tell of limits.</summary>
    public const string LimitRule = "rules_limit";

    private const ulong KeySeed = 0x414C4552;
    private readonly PatternOptions _options;
    private readonly TenantClocks _clocks;
    private readonly List<byte[]> _strangers = [];
    private readonly System.Buffers.ArrayBufferWriter<byte> _json = new();
    private readonly int _limitRule = Symbols.Intern(LimitRule);
    private RuleSet _rules = RuleSet.Empty;
    private PatternBook[] _books = [];
    private PatternBook _book = null!;
    private EntityContext _context = null!;
    private int _tenant;

    /// <summary>No rules yet, see <see cref="Run"/>.</summary>
    /// <param name="options">Settings.</param>
    public PatternActors(PatternOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clocks = new TenantClocks(Micros.Of(options.Disorder));
    }

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public EntityCounts Counts => new(_books.Sum(book => (long)book.Live.Count), _books.Sum(book => book.Passive), _books.Sum(book => book.Matcher.Bytes + book.Live.Sum(entity => entity.Key.Length + 300L)));

    /// <inheritdoc/>
    public IReadOnlyList<string> Lacking(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return [.. rules.NewTo(_rules).Where(one => !one.Continues && _options.Watches(one.Plan)).Select(one => one.Rule.Definition.Name)];
    }

    /// <inheritdoc/>
    public IRulePast? PastFor(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        RuleDefinition[] ours = [.. rules.Plans.Where(_options.Watches).SelectMany(plan => plan.Rules).Select(rule => rule.Definition)];
        if (ours.Length == 0) return null;
        return new PatternPast(RuleSet.Compile(ours), _options);
    }

    /// <inheritdoc/>
    public void Run(RuleSet rules, RuleHistory history, IRulePast? past = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (past is PatternPast met)
        {
            // What had its turn in the past has it here under the former rules, or the new ones would see it again, behind newer events.
            met.Meet(_clocks, _context);
            Advance(_context.NowMicros, _context);
            met.Raise(rules, _context.Effects);
            Emit(_context.Effects);
        }

        var former = _books;
        _rules = rules;
        _books = [.. rules.Plans.Where(_options.Watches).Select(plan => new PatternBook(plan, _options, _clocks, this, history))];
        foreach (var book in _books)
            if (Array.Find(former, one => one.Plan.Name == book.Plan.Name) is { } before) book.TakeOver(before);
        foreach (var book in former)
            if (!Array.Exists(_books, one => one.Plan.Name == book.Plan.Name)) _strangers.AddRange(book.StoredKeys());
        if (past is PatternPast gathered) gathered.GoInto(rules, _books, _context.NowMicros);
    }

    /// <inheritdoc/>
    public void Receive(EventBatch batch, EntityContext context)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Receive(batch, 0, batch.Count, context);
    }

    /// <summary>Takes a run of a batch's events, for whoever mixes the batches of several partitions.</summary>
    internal void Receive(EventBatch batch, int from, int to, EntityContext context)
    {
        Use(context);
        if (_books.Length == 0) return;
        var rows = batch.Rows;
        for (var i = from; i < to; i++)
        {
            ref readonly var row = ref rows[i];
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            context.Row = i;
            var mark = _clocks.Before(row);
            _tenant = row.Tenant;
            foreach (var book in _books)
            {
                _book = book;
                book.Receive(row, batch, mark);
            }

            _clocks.Passed(row);
        }

        context.MetSilence |= _clocks.MetSilence;
        _clocks.MetSilence = false;
    }

    /// <inheritdoc/>
    public void Advance(long nowMicros, EntityContext context)
    {
        Use(context);
        _clocks.Advance();
        context.MovedBySilence |= context.IsQuiet && _clocks.AdvanceBySilence(nowMicros);
        foreach (var book in _books)
        {
            _book = book;
            book.ActedOnSilence = false;
            book.Advance(nowMicros);
            context.NotFromLog |= context.IsQuiet && book.ActedOnSilence;
        }
    }

    /// <inheritdoc/>
    public void Emit(EffectBatch effects)
    {
        // Which key was looked at first depends on what was in memory; what leaves must not.
        ArgumentNullException.ThrowIfNull(effects);
        effects.Alerts.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.AlertId.CompareTo(b.AlertId));
    }

    /// <inheritdoc/>
    public void WriteChanges(IEntityWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _clocks.WriteChanges(writer);
        foreach (var book in _books) book.WriteChanges(writer);
        foreach (var key in _strangers) writer.Remove(key);
        _strangers.Clear();
    }

    /// <inheritdoc/>
    public void Revert(EntityContext context)
    {
        Use(context);
        _clocks.Revert();
        foreach (var book in _books) book.Revert();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        PatternKey.Read(key, out var watched, out var tenant, out _, out var hash);
        if (watched.IsEmpty)
        {
            _clocks.Restore(tenant, state);
            return;
        }

        var name = Encoding.UTF8.GetString(watched);
        foreach (var book in _books)
        {
            if (book.Plan.Name != name) continue;
            book.Restore(key, Symbols.Intern(tenant), hash, state);
            return;
        }

        // No rule watches it any more.
        _strangers.Add(key.ToArray());
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, long Events)> Busiest(int most) =>
    [
        .. _books.SelectMany(book => book.Live).Select(entity => (Key: PatternKey.Label(entity.Key), entity.Activity)).OrderByDescending(entity => entity.Activity)
            .ThenBy(entity => entity.Key, StringComparer.Ordinal).Take(most),
    ];

    /// <inheritdoc/>
    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_books.SelectMany(book => book.Live).FirstOrDefault(entity => PatternKey.Label(entity.Key) == key) is not { } entity) return false;
        target.WriteStartObject();
        target.WriteString("key", key);
        target.WriteNumber("waiting", entity.State.Waiting);
        target.WriteNumber("unfinishedMatches", entity.State.Partials);
        if (entity.State.Through != long.MinValue) target.WriteString("processedThrough", Micros.ToUtc(entity.State.Through));
        if (entity.State.NextDeadline != long.MaxValue) target.WriteString("nextDeadline", Micros.ToUtc(entity.State.NextDeadline));
        target.WriteString("lastArrival", Micros.ToUtc(entity.State.LastArrival));
        target.WriteEndObject();
        return true;
    }

    /// <inheritdoc/>
    public void Matched(KeyState? state, PatternMatch match)
    {
        ArgumentNullException.ThrowIfNull(match);
        if (_options.IsPast) return;
        RuntimeTelemetry.RuleMatched(match.Rule.Definition.Name);
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json)) match.WriteEvidence(json);
        Raise(KeyOf(), match.Identity, new AlertRow
        {
            Rule = match.Rule.Name,
            RuleVersion = match.Rule.Version,
            Severity = Symbols.Intern(Word(match.Rule.Definition.Severity)),
            FirstAt = match.FirstAt,
            At = match.At,
            Events = (uint)match.Count,
            IsShadow = match.Rule.IsShadow,
        });
    }

    /// <inheritdoc/>
    public void LimitHit(KeyState state, string rule, string limit, long at, bool first)
    {
        if (_options.IsPast) return;
        RuntimeTelemetry.RuleLimitHit(limit);
        // Some limits count what is in memory, which a restart changes.
        _context.NotFromLog = true;
        if (!first) return;
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json))
        {
            json.WriteStartObject();
            json.WriteString("limit", limit);
            json.WriteString("rule", rule);
            json.WriteEndObject();
        }

        Raise(KeyOf(), KeyHash.Combine(0x117, (ulong)Micros.Index(at, Micros.Hour)), new AlertRow { Rule = _limitRule, Severity = Symbols.Intern(Word(RuleSeverity.Low)), FirstAt = at, At = at, IsShadow = _book.Plan.IsShadow(rule) });
    }

    /// <summary>Takes what changed for stored, for a replay that stores nothing.</summary>
    internal void CountAsStored()
    {
        foreach (var book in _books) book.CountAsStored();
    }

    internal IReadOnlyList<PatternBook> Books => _books;

    internal TenantClocks Clocks => _clocks;

    private static string Word(RuleSeverity severity) => severity.ToString().ToLowerInvariant();

    private void Use(EntityContext context)
    {
        _context = context;
        foreach (var book in _books) book.Use(context.Stored);
    }

    private ReadOnlySpan<byte> KeyOf() => _book.Current is { } entity ? entity.Key : PatternKey.Write(_book.Plan.Name, _tenant, _book.Matcher.KeyBytes, _book.Matcher.KeyHash);

    private void Raise(ReadOnlySpan<byte> key, ulong what, AlertRow row)
    {
        PatternKey.Read(key, out _, out var tenant, out var value, out _);
        var effects = _context.Effects;
        row.Tenant = Symbols.Intern(tenant);
        row.AlertId = KeyHash.Compute128(key, KeySeed ^ what);
        row.KeyField = Symbols.Intern(_book.Plan.Name);
        row.Key = effects.Text.Append(value);
        row.Evidence = effects.Text.Append(_json.WrittenSpan);
        effects.Alerts.Add(row);
    }
}
