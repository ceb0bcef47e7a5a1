using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Benchmarks.Patterns;

/// <summary>
/// Invented card payments, one a second (with 20,000 cards four a day of each): most ordinary, one in ten right after another of the same card. Every key's rules on one thread: capture, order, match. The same events for every run.
/// Decoding is not in it: the pipeline's benchmark measures that.
/// </summary>
internal sealed class CardTraffic : IMatchReceiver
{
    private const long Second = 1_000_000;
    private readonly List<(PatternMatcher Matcher, Dictionary<ulong, KeyState> Keys)> _plans = [];
    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private readonly int _tenant = Symbols.Intern("bank"), _payment = Symbols.Intern("payment"), _failed = Symbols.Intern("payment_failed"), _login = Symbols.Intern("login");
    private readonly int[] _countries = [Symbols.Intern("IT"), Symbols.Intern("NO"), Symbols.Intern("DE")];
    private long _matches;

    private CardTraffic(RuleSet rules)
    {
        foreach (var plan in rules.Plans) _plans.Add((new PatternMatcher(plan, new PatternLimits(), this), []));
    }

    /// <summary>Runs so many events of so many cards; processor seconds of this thread's work, matches, and bytes allocated.</summary>
    public static (double Seconds, long Matches, long Allocated) Run(RuleSet rules, int events, int cards)
    {
        var traffic = new CardTraffic(rules);
        traffic.Prepare(cards);
        traffic.Feed(events / 4, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var before = Environment.CpuUsage.TotalTime;
        traffic.Feed(events, events / 4);
        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, traffic._matches, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    void IMatchReceiver.Matched(KeyState? state, PatternMatch match) => _matches++;

    void IMatchReceiver.LimitHit(KeyState state, string rule, string limit, long at, bool first)
    {
        // Limits are part of the work.
    }

    private void Prepare(int cards)
    {
        var random = new Random(1);
        _batch.Reset(_records);
        for (var card = 0; card < cards; card++)
        {
            ref var row = ref _batch.Add();
            row.Tenant = _tenant;
            row.UserHash = (ulong)card + 1;
            row.UserId = Text($"customer-{card}");
            row.SessionId = Text($"session-{card}");
            row.Ip = Text($"10.{card % 200}.{card / 200 % 200}.0");
            row.Country = _countries[random.Next(3)];
            row.Properties = Text($$"""{"card":"card-{{card}}","bin":"{{400_000 + card % 500}}","deviceId":"device-{{card}}","email":"c{{card}}","shippingAddress":"street {{card}}","merchant":"m{{card % 300}}"}""");
            (row.LatitudeE4, row.LongitudeE4) = (random.Next(400_000, 500_000), random.Next(50_000, 150_000));
            row.Flags = EventFlags.HasAmount | EventFlags.HasPlace;
        }
    }

    private void Feed(int events, long from)
    {
        var random = new Random((int)from + 7);
        var card = 0;
        for (var i = 0; i < events; i++)
        {
            if (random.Next(10) > 0) card = random.Next(_batch.Count);
            ref var row = ref _batch.Rows[card];
            row.Offset = from + i;
            row.Timestamp = (from + i) * Second;
            row.AmountMicros = random.NextInt64(1, 200) * Money.Scale;
            var kind = random.Next(20);
            (row.Type, row.Kind) = kind == 0 ? (_failed, EventKind.Other) : kind == 1 ? (_login, EventKind.Other) : (_payment, kind < 8 ? EventKind.Purchase : EventKind.Payment);
            foreach (var (matcher, keys) in _plans)
            {
                if (!matcher.TryCapture(row, _batch)) continue;
                matcher.MatchAlone();
                if (!matcher.IsOrdered)
                {
                    matcher.Drop();
                    continue;
                }

                if (!keys.TryGetValue(matcher.KeyHash, out var state)) keys.Add(matcher.KeyHash, state = matcher.NewState(_tenant));
                matcher.Enqueue(state, row.Timestamp - 2 * Second, row.Timestamp);
            }
        }
    }

    private Utf8Slice Text(string text) => _records.Append(Encoding.UTF8.GetBytes(text));
}
