using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Feeds events to the rules of one key, as a shard does: a mark that follows the newest event, keys that wait, states that are stored and read again.</summary>
internal sealed class PatternRun : IMatchReceiver
{
    private static readonly Dictionary<string, EventKind> Kinds = new()
    {
        ["purchase"] = EventKind.Purchase, ["order"] = EventKind.OrderPlaced, ["payment"] = EventKind.Payment, ["refund"] = EventKind.Refund, ["page_view"] = EventKind.PageView,
        ["signup"] = EventKind.UserRegistered, ["stock_shipped"] = EventKind.StockShipped, ["stock_changed"] = EventKind.StockChanged,
    };

    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private readonly PatternLimits _limits;
    private readonly long _disorder;
    private readonly Dictionary<ulong, KeyState> _keys = [];
    private KeyPlan _plan;
    private long _mark = long.MinValue;
    private long _offset;

    public PatternRun(RuleSet rules, long disorder = 0, PatternLimits? limits = null)
    {
        _plan = rules.Plans.Single();
        (_limits, _disorder) = (limits ?? new PatternLimits(), disorder);
        Matcher = new PatternMatcher(_plan, _limits, this);
    }

    public PatternMatcher Matcher { get; private set; }

    /// <summary>What matched: rule, time, offsets of the events.</summary>
    public List<string> Found { get; } = [];

    public List<string> Evidence { get; } = [];

    public List<string> Limits { get; } = [];

    public IEnumerable<KeyState> Keys => _keys.Values;

    public static PatternRun Of(string rules, long disorder = 0, PatternLimits? limits = null) =>
        new(RuleSet.Compile(Analytics.Processing.Patterns.Language.RuleParser.ReadAll(rules)), disorder, limits);

    public PatternRun Feed(params IEnumerable<PatternEvent> events)
    {
        foreach (var e in events) Take(e);
        return this;
    }

    /// <summary>Every event has come.</summary>
    public PatternRun End()
    {
        Advance(long.MaxValue - 1);
        return this;
    }

    public void Advance(long mark)
    {
        _mark = Math.Max(_mark, mark);
        foreach (var state in _keys.Values) Matcher.Advance(state, _mark);
    }

    /// <summary>Writes every key and reads it again, perhaps under other rules.</summary>
    public void Restart(RuleSet? rules = null)
    {
        var stored = new Dictionary<ulong, (int Tenant, byte[] State)>();
        foreach (var (key, state) in _keys)
        {
            var bytes = new byte[Matcher.MostBytes(state)];
            stored.Add(key, (state.Tenant, bytes[..Matcher.Write(state, bytes)]));
            Matcher.Release(state);
        }

        Assert.Equal(0, Matcher.Events.Count);
        Assert.Equal(0, Matcher.Partials);
        if (rules is not null) _plan = rules.Plans.Single();
        Matcher = new PatternMatcher(_plan, _limits, this);
        foreach (var (key, (tenant, state)) in stored) _keys[key] = Matcher.Read(tenant, state);
    }

    private void Take(PatternEvent e)
    {
        _records.Clear();
        _batch.Reset(_records);
        Add(e);
        var row = _batch.Rows[0];
        if (Matcher.TryCapture(row, _batch))
        {
            Matcher.MatchAlone();
            if (!_keys.TryGetValue(Matcher.KeyHash, out var state)) _keys.Add(Matcher.KeyHash, state = Matcher.NewState(row.Tenant));
            if (Matcher.IsOrdered) Matcher.Enqueue(state, _mark, row.Timestamp);
            else Matcher.Drop();
        }

        _mark = Math.Max(_mark, e.At - _disorder);
    }

    void IMatchReceiver.Matched(KeyState? state, PatternMatch match)
    {
        Found.Add($"{Symbols.Text(match.Rule.Name)}@{match.At}:{string.Join(',', Enumerable.Range(0, match.Count).Select(match.OffsetOf))}");
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream)) match.WriteEvidence(json);
        Evidence.Add(Encoding.UTF8.GetString(stream.ToArray()));
    }

    void IMatchReceiver.LimitHit(KeyState state, string rule, string limit, long at, bool first) => Limits.Add($"{limit} {rule}{(first ? " first" : "")}");

    private void Add(PatternEvent e)
    {
        ref var row = ref _batch.Add();
        row.Offset = e.Offset > 0 ? e.Offset : _offset++;
        row.Timestamp = e.At;
        row.ReceivedAt = e.At;
        row.Tenant = Symbols.Intern(e.Tenant);
        row.Type = Symbols.Intern(e.Type);
        row.Kind = Kinds.GetValueOrDefault(e.Type);
        row.Quantity = e.Quantity;
        row.SessionId = Text("s");
        row.Ip = Text("192.0.2.7");
        row.ProductId = Text("sku-1");
        row.Country = Symbols.Intern(e.Country);
        row.UserHash = e.User.Length == 0 ? 0 : KeyHash.Compute(Encoding.UTF8.GetBytes($"{e.Tenant}:{e.User}"), 7);
        row.UserId = Text(e.User);
        row.Properties = Text(e.Properties);
        if (e.Amount is { } amount)
        {
            row.AmountMicros = (long)Math.Round(amount * Money.Scale);
            row.Flags |= EventFlags.HasAmount;
        }

        if (e.Place is not { } place) return;
        (row.LatitudeE4, row.LongitudeE4) = ((int)Math.Round(place.Latitude * 10_000), (int)Math.Round(place.Longitude * 10_000));
        row.Flags |= EventFlags.HasPlace;
    }

    private Utf8Slice Text(string text) => text.Length == 0 ? default : _records.Append(Encoding.UTF8.GetBytes(text));
}
