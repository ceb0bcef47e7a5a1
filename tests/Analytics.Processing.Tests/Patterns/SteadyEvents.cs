using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>One purchase after the other of the same few users, none of which is remarkable.</summary>
internal sealed class SteadyEvents : IMatchReceiver
{
    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private readonly PatternMatcher _matcher;
    private readonly Dictionary<ulong, KeyState> _keys = [];
    private readonly int _purchase = Symbols.Intern("purchase"), _country = Symbols.Intern("IT"), _tenant = Symbols.Intern("t");
    private long _at;

    public SteadyEvents(string rules)
    {
        _matcher = new PatternMatcher(RuleSet.Compile(RuleParser.ReadAll(rules)).Plans.Single(), new PatternLimits(), this);
        _batch.Reset(_records);
        for (var user = 0; user < 10; user++)
        {
            ref var row = ref _batch.Add();
            row.Tenant = _tenant;
            row.Type = _purchase;
            row.Kind = EventKind.Purchase;
            row.Country = _country;
            row.UserHash = (ulong)user + 1;
            row.UserId = _records.Append(Encoding.UTF8.GetBytes($"user-{user}"));
            row.Properties = _records.Append("""{"items":[1,2,{"a":"b"}],"coupon":"none","note":"text"}"""u8);
            row.Flags = EventFlags.HasAmount;
        }
    }

    public void Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            ref var row = ref _batch.Rows[i % 10];
            _at += 1_000_000;
            (row.Timestamp, row.Offset, row.AmountMicros) = (_at, _at, (10 + i % 7) * Money.Scale);
            if (!_matcher.TryCapture(row, _batch)) continue;
            _matcher.MatchAlone();
            if (!_keys.TryGetValue(_matcher.KeyHash, out var state)) _keys.Add(_matcher.KeyHash, state = _matcher.NewState(_tenant));
            _matcher.Enqueue(state, _at - 5_000_000, _at);
        }
    }

    public void Matched(KeyState? state, PatternMatch match) => throw new InvalidOperationException(Symbols.Text(match.Rule.Name));

    public void LimitHit(KeyState state, string rule, string limit, long at, bool first) => throw new InvalidOperationException(limit);
}
