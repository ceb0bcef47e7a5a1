using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>
/// Runs the rules of one key plan over the events of one shard. Each key sees its events in the order of their time (then of their offset), when the tenant's mark has passed
/// them; an event older than what its key has processed is too late. So what is found depends on the log alone, not on batches. One thread. Nothing is allocated for
/// an event that changes no match.
/// </summary>
public sealed partial class PatternMatcher
{
    private const int NotAsked = -1;
    private readonly PatternLimits _limits;
    private readonly IMatchReceiver _receiver;
    private readonly EventCapture _capture;
    private readonly PatternMatch _match;
    private readonly MatchCandidates _candidates;
    private readonly int[] _stamps;
    private readonly bool[] _held;
    private readonly int[] _ofRule;
    private readonly Dictionary<int, PartialCount> _ofTenant = [];
    private KeyState _state = new(0, new PartialCount());
    private TypePlan _type = null!;
    private int _stamp;
    private int _stepped = NotAsked;
    private bool _isOld;
    private bool _isUnswept;

    /// <summary>A matcher without keys.</summary>
    /// <param name="plan">The rules.</param>
    /// <param name="limits">How much it holds.</param>
    /// <param name="receiver">Hears what was found.</param>
    /// <param name="history">Since when the rules have their parts; default always.</param>
    public PatternMatcher(KeyPlan plan, PatternLimits limits, IMatchReceiver receiver, RuleHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (Plan, _limits, _receiver, History) = (plan, limits, receiver, history ?? RuleHistory.None);
        Events = new EventSlab(plan.Columns.Length);
        Nodes = new MatchSlab(Events);
        Scope = new RuleScope(Events, Nodes);
        _capture = new EventCapture(plan, Events);
        _match = new PatternMatch(this);
        _candidates = new MatchCandidates(Events, Nodes);
        _stamps = new int[plan.Conditions.Length];
        _held = new bool[plan.Conditions.Length];
        _ofRule = new int[plan.Rules.Count];
    }

    /// <summary>The rules.</summary>
    public KeyPlan Plan { get; }

    /// <summary>Events that were too late for their key.</summary>
    public long Late { get; private set; }

    /// <summary>Unfinished matches in memory.</summary>
    public long Partials => _ofRule.Sum();

    /// <summary>Memory of captured events in bytes.</summary>
    public long Bytes => Events.Bytes;

    internal RuleHistory History { get; }

    internal EventSlab Events { get; }

    internal MatchSlab Nodes { get; }

    internal RuleScope Scope { get; }

    /// <summary>The event captured last: what its key is found by; 0 when it has no value for the key.</summary>
    public ulong KeyHash => _capture.KeyHash;

    /// <summary>Whether the event captured last has to wait for its turn.</summary>
    public bool IsOrdered => _capture.Type.IsOrdered;

    /// <summary>A key that nothing is known of.</summary>
    public KeyState NewState(int tenant)
    {
        if (!_ofTenant.TryGetValue(tenant, out var count)) _ofTenant.Add(tenant, count = new PartialCount());
        return new KeyState(Plan.Features.Length, count) { Tenant = tenant };
    }

    /// <summary>Captures what rules look at; false when none looks at such an event, or it has no value for the key. Then <see cref="MatchAlone"/>, and <see cref="Enqueue"/> or <see cref="Drop"/>.</summary>
    public bool TryCapture(in EventRow row, EventBatch batch) => _capture.TryTake(row, batch);

    /// <summary>The captured event's key as bytes of its fields, a zero between them.</summary>
    public ReadOnlySpan<byte> KeyBytes => _capture.KeyBytes;

    /// <summary>Asks the rules that one event decides.</summary>
    public void MatchAlone()
    {
        if (_capture.Type.Immediate.Length == 0) return;
        _type = _capture.Type;
        Ask(_capture.Event, []);
        foreach (var group in _type.Immediate)
        {
            if (group.Condition >= 0 && !Condition(group.Condition)) continue;
            foreach (var way in group.Ways)
                if (Holds(way.Position.Check, -1)) _receiver.Matched(null, _match.OfOne(way.Rule, _capture.Event, Scope.Now));
        }
    }

    /// <summary>Lets go of the captured event.</summary>
    public void Drop() => Events.Release(_capture.Event);

    /// <summary>Puts the captured event among those of its key that wait; false when it is too late.</summary>
    /// <param name="state">The key.</param>
    /// <param name="mark">The tenant's mark before this event.</param>
    /// <param name="arrival">When it came, microseconds since 1970.</param>
    public bool Enqueue(KeyState state, long mark, long arrival)
    {
        ArgumentNullException.ThrowIfNull(state);
        Advance(state, mark);
        if (arrival > state.LastArrival) state.LastArrival = arrival;
        var captured = _capture.Event;
        var time = Events.Time(captured);
        if (time < state.Through)
        {
            Late++;
            Drop();
            return false;
        }

        if (state.Waiting == _limits.WaitingPerKey)
        {
            Hit(state, Plan.Name, "waiting", time);
            Advance(state, Events.Time(state.Pending[0]));
            if (time < state.Through)
            {
                Late++;
                Drop();
                return false;
            }
        }

        Insert(state, captured);
        return true;
    }

    /// <summary>What can be known of a stored state without reading it.</summary>
    /// <returns>Arrival of its newest event, and when something has to be done without another one: <see cref="long.MaxValue"/> for never, <see cref="long.MinValue"/> when events wait.</returns>
    public static (long LastArrival, long WakeAt) Peek(ReadOnlySpan<byte> state) => KeyStateFormat.Peek(state);

    /// <summary>Processes what waits up to a mark, and the deadlines that it has passed.</summary>
    public void Advance(KeyState state, long mark)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.DueAt > mark) return;
        _state = state;
        var done = 0;
        while (true)
        {
            var next = done < state.Waiting ? Events.Time(state.Pending[done]) : long.MaxValue;
            if (next <= mark && next < state.NextDeadline) Process(state.Pending[done++]);
            else if (state.NextDeadline <= mark) Fire(state.NextDeadline);
            else break;
        }

        state.Waiting -= done;
        Array.Copy(state.Pending, done, state.Pending, 0, state.Waiting);
        Settle(state);
    }

    /// <summary>Frees what a key holds.</summary>
    public void Release(KeyState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        for (var i = 0; i < state.Waiting; i++) Events.Release(state.Pending[i]);
        for (var i = 0; i < state.Partials; i++) End(ref state.Open[i]);
        state.Waiting = state.Partials = 0;
        (state.DueAt, state.NextDeadline, state.NextEnd) = (long.MaxValue, long.MaxValue, long.MaxValue);
    }

    /// <summary>Most bytes that <see cref="Write"/> takes for a key.</summary>
    public int MostBytes(KeyState state) => Format.Measure(state);

    /// <summary>Writes a key's state and returns the bytes written; <see cref="MostBytes"/> must have been asked just before.</summary>
    public int Write(KeyState state, Span<byte> target) => Format.Write(state, target);

    /// <summary>Reads what <see cref="Write"/> wrote, with these rules or an earlier version of them. What another version no longer has is left out.</summary>
    /// <exception cref="State.StateDamagedException">It is not such a state.</exception>
    public KeyState Read(int tenant, ReadOnlySpan<byte> source)
    {
        var state = NewState(tenant);
        Add(state, source, isPast: false);
        return state;
    }

    /// <summary>
    /// Adds what some of these rules remember of a key whose events they saw from an offset on, beside this matcher: their unfinished matches instead of those that began since, windows and values that
    /// nothing is known of yet, and what waits for its turn.
    /// </summary>
    /// <param name="state">The key.</param>
    /// <param name="past">Who saw the events.</param>
    /// <param name="source">What its <see cref="Write"/> wrote.</param>
    /// <param name="from">The offset.</param>
    /// <exception cref="State.StateDamagedException">It is not such a state.</exception>
    public void TakeOver(KeyState state, PatternMatcher past, ReadOnlySpan<byte> source, long from)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(past);
        _state = state;
        for (var i = 0; i < state.Partials; i++)
        {
            ref var partial = ref state.Open[i];
            var name = Plan.Rules[partial.Rule].NameHash;
            if (Events.Sequence(partial.First) >= from && past.Plan.Rules.Any(rule => rule.NameHash == name)) End(ref partial);
        }

        Sweep(long.MinValue);
        Add(state, source, isPast: true);
    }

    /// <summary>Whether a key remembers anything.</summary>
    public static bool HoldsAnything(KeyState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Waiting > 0 || state.Partials > 0 || Array.Exists(state.Memory, memory => memory is not null);
    }

    /// <summary>Whether nothing came of a key, by arrival, for as long as its longest window or match is.</summary>
    public bool IsIdle(KeyState state, long now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return !Plan.RemembersLong && state.Waiting == 0 && state.NextDeadline == long.MaxValue && state.LastArrival + Plan.HorizonMicros < now;
    }

    internal KeyStateFormat Format => field ??= new KeyStateFormat(this);

    internal EventCapture Capture => _capture;

    private void Add(KeyState state, ReadOnlySpan<byte> source, bool isPast)
    {
        _state = state;
        var known = state.Partials;
        Format.Read(state, source, isPast);
        for (var i = known; i < state.Partials; i++)
            if (state.Open[i].Node != Partial.Ended) Count(state.Open[i].Rule, 1);
        _isUnswept = true;
        Sweep(long.MinValue);
        Settle(state);
    }

    internal void Insert(KeyState state, int captured)
    {
        if (state.Waiting == state.Pending.Length)
        {
            var larger = new int[Math.Max(4, state.Waiting * 2)];
            state.Pending.CopyTo(larger, 0);
            state.Pending = larger;
        }

        var at = state.Waiting++;
        for (; at > 0 && Events.IsBefore(captured, state.Pending[at - 1]); at--) state.Pending[at] = state.Pending[at - 1];
        state.Pending[at] = captured;
        if (at == 0) state.DueAt = Math.Min(state.DueAt, Events.Time(captured));
    }

    private void Settle(KeyState state) => state.DueAt = Math.Min(state.NextDeadline, state.Waiting > 0 ? Events.Time(state.Pending[0]) : long.MaxValue);
}
