using Analytics.Contracts.Hashing;
using Analytics.Processing.State;

namespace Analytics.Processing.Velocity;

/// <summary>What a rule remembers of one key: the events that may still become part of a match, fewer than make one, in the order in which they came.</summary>
public sealed class VelocityState
{
    private const byte Version = 1;
    private readonly List<(long At, ulong Event)> _events = [];

    /// <summary>Events remembered.</summary>
    public int Count => _events.Count;

    /// <summary>Arrival of the newest event, microseconds since 1970.</summary>
    public long LastArrival { get; private set; } = long.MinValue;

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int MostBytes => 1 + 2 * StateWriter.MostVarintBytes + _events.Count * (StateWriter.MostVarintBytes + sizeof(ulong));

    /// <summary>Takes an event; true when it completes a match, after which the count starts anew.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="arrival">When it came.</param>
    /// <param name="id">What tells the event apart from others of the key, the same in every replay.</param>
    /// <param name="match">The match.</param>
    public bool Apply(VelocityRule rule, long at, long arrival, ulong id, out VelocityMatch match)
    {
        if (arrival > LastArrival) LastArrival = arrival;
        Keep(rule, at - rule.WithinMicros);
        _events.Add((at, id));
        match = default;
        if (_events.Count < rule.Events) return false;
        var first = long.MaxValue;
        var hash = rule.Identity;
        foreach (var seen in _events)
        {
            first = Math.Min(first, seen.At);
            hash = KeyHash.Combine(hash, seen.Event);
        }

        _events.Clear();
        match = new VelocityMatch(first, hash);
        return true;
    }

    // What is too old goes; so does the oldest to come when a rule asks for fewer events than it did.
    private void Keep(VelocityRule rule, long after)
    {
        var kept = 0;
        for (var i = 0; i < _events.Count; i++)
            if (_events[i].At > after) _events[kept++] = _events[i];
        _events.RemoveRange(kept, _events.Count - kept);
        if (kept >= rule.Events) _events.RemoveRange(0, kept - rule.Events + 1);
    }

    /// <summary>Forgets the events.</summary>
    public void Clear() => _events.Clear();

    /// <summary>Writes the state and returns the bytes written.</summary>
    public int Write(Span<byte> target)
    {
        var writer = new StateWriter(target);
        writer.Byte(Version);
        writer.SignedVarint(LastArrival);
        writer.Varint((ulong)_events.Count);
        foreach (var (at, id) in _events)
        {
            writer.SignedVarint(at);
            writer.UInt64(id);
        }

        return writer.Position;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="StateDamagedException">It is not such a state.</exception>
    public static VelocityState Read(ReadOnlySpan<byte> source)
    {
        var reader = new StateReader(source);
        reader.Expect(Version);
        var state = new VelocityState { LastArrival = reader.SignedVarint() };
        for (var left = reader.Count(source.Length); left > 0; left--) state._events.Add((reader.SignedVarint(), reader.UInt64()));
        return state;
    }
}
