using System.Buffers.Binary;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>
/// A key's state as bytes: times, the events that are held, the nodes of unfinished matches, these, and what is remembered. Everything is found again by hashes of what
/// it says, so that another version of the rules takes over what it still has: a match whose beginning is the same, a window that is the same.
/// </summary>
internal sealed class KeyStateFormat(PatternMatcher matcher)
{
    private const byte Version = 3;
    private const int MostItems = 1 << 24;
    private readonly HeldEventFormat _heldEvents = new(matcher);
    private readonly List<int> _events = [];
    private readonly List<StoredNode> _nodes = [];
    private readonly List<int> _newest = [];
    private readonly List<int> _chain = [];
    private readonly Dictionary<int, int> _eventAt = [];
    private readonly Dictionary<int, int> _nodeAt = [];
    private long _written;

    /// <summary>What can be known of a stored state without reading it: arrival of its newest event, and when something must be done without another event.</summary>
    public static (long LastArrival, long WakeAt) Peek(ReadOnlySpan<byte> source)
    {
        var reader = new StateReader(source);
        reader.Expect(Version);
        return (reader.SignedVarint(), reader.SignedVarint());
    }

    public int Measure(KeyState state)
    {
        Gather(state);
        var size = 9 * StateWriter.MostVarintBytes + 1;
        foreach (var held in _events) size += _heldEvents.MostBytes(held);
        size += _nodes.Count * (3 * StateWriter.MostVarintBytes + 8) + state.Partials * (StateWriter.MostVarintBytes + 25);
        foreach (var memory in state.Memory) size += memory is null ? 0 : memory.MostBytes + 13;
        return size;
    }

    public int Write(KeyState state, Span<byte> target)
    {
        var writer = new StateWriter(target);
        writer.Byte(Version);
        writer.SignedVarint(state.LastArrival);
        writer.SignedVarint(state.Waiting > 0 ? long.MinValue : state.NextDeadline);
        writer.SignedVarint(state.Through);
        writer.SignedVarint(state.LimitHour);
        writer.Varint((ulong)matcher.History.Switches);
        writer.Varint((ulong)_events.Count);
        foreach (var held in _events) _heldEvents.Write(held, ref writer);
        writer.Varint((ulong)state.Waiting);
        for (var i = 0; i < state.Waiting; i++) writer.Varint((ulong)_eventAt[state.Pending[i]]);
        writer.Varint((ulong)_nodes.Count);
        foreach (var node in _nodes) WriteNode(node, ref writer);
        WritePartials(state, ref writer);
        var memories = 0;
        foreach (var memory in state.Memory) memories += memory is null ? 0 : 1;
        writer.Varint((ulong)memories);
        for (var i = 0; i < state.Memory.Length; i++)
            if (state.Memory[i] is { } memory) WriteMemory(matcher.Plan.Features[i], memory, ref writer);
        return writer.Position;
    }

    /// <summary>Adds what was stored to what a state holds: nothing yet, or what it knew before a past was gathered for its new rules.</summary>
    public void Read(KeyState state, ReadOnlySpan<byte> source, bool isPast)
    {
        var reader = new StateReader(source);
        reader.Expect(Version);
        state.LastArrival = Math.Max(state.LastArrival, reader.SignedVarint());
        var waited = reader.SignedVarint() != long.MaxValue || isPast;
        state.Through = Math.Max(state.Through, reader.SignedVarint());
        state.LimitHour = Math.Max(state.LimitHour, reader.SignedVarint());
        _written = (long)reader.Varint();
        // What was gathered under these rules has nothing that they did not have all the time.
        if (isPast) _written = long.MaxValue;
        _events.Clear();
        for (var left = reader.Count(MostItems); left > 0; left--) _events.Add(_heldEvents.Read(state.Tenant, _written, ref reader));
        ReadPending(state, isPast, ref reader);
        ReadMatches(state, waited, ref reader);
        for (var left = reader.Count(MostItems); left > 0; left--) ReadMemory(state, ref reader);
        foreach (var held in _events) matcher.Events.Release(held);
    }

    private void Gather(KeyState state)
    {
        _events.Clear();
        _nodes.Clear();
        _newest.Clear();
        _eventAt.Clear();
        _nodeAt.Clear();
        for (var i = 0; i < state.Waiting; i++) Gather(state.Pending[i]);
        for (var i = 0; i < state.Partials; i++) _newest.Add(GatherNodes(state.Open[i]));
    }

    private int Gather(int held)
    {
        if (_eventAt.TryGetValue(held, out var at)) return at;
        _eventAt.Add(held, _events.Count);
        _events.Add(held);
        return _events.Count - 1;
    }

    // A parent comes before its children. A node belongs to one rule only: that of any unfinished match that it leads to.
    private int GatherNodes(in Partial partial)
    {
        var positions = matcher.Plan.Rules[partial.Rule].Automaton.Positions;
        if (partial.Node == Partial.Alone) return Add(new StoredNode(-1, Gather(partial.First), positions[partial.Position].Prefix, 1));
        var at = partial.Node;
        for (_chain.Clear(); at >= 0 && !_nodeAt.ContainsKey(at); at = matcher.Nodes[at].Parent) _chain.Add(at);
        var newest = at < 0 ? -1 : _nodeAt[at];
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var node = matcher.Nodes[_chain[i]];
            newest = Add(new StoredNode(newest, Gather(node.Event), positions[node.Position].Prefix, node.Repetition));
            _nodeAt.Add(_chain[i], newest);
        }

        return newest;
    }

    private int Add(StoredNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    private void ReadPending(KeyState state, bool isPast, ref StateReader reader)
    {
        for (var left = reader.Count(_events.Count); left > 0; left--)
        {
            var held = _events[reader.Count(_events.Count - 1)];
            if (!matcher.Capture.IsKnown(matcher.Events.Type(held)) || TryComplete(state, held, isPast)) continue;
            matcher.Events.Hold(held);
            matcher.Insert(state, held);
        }
    }

    // An event that waits already, under rules that look at other columns. What was gathered may have another copy of it, at another place of the log.
    private bool TryComplete(KeyState state, int held, bool isPast)
    {
        var events = matcher.Events;
        var pending = state.Pending.AsSpan(0, state.Waiting);
        var copy = -1;
        foreach (var known in pending)
        {
            if (events.Sequence(known) == events.Sequence(held)) return Complete(known, held);
            if (isPast && copy < 0 && events.Identity(known) == events.Identity(held) && events.Time(known) == events.Time(held)) copy = known;
        }

        return copy >= 0 && Complete(copy, held);
    }

    private bool Complete(int known, int held)
    {
        var values = matcher.Events.Values(known);
        foreach (var column in matcher.Plan.Columns)
            if (values[column.Index] == column.Absent) values[column.Index] = matcher.Events.Value(held, column.Index);
        return true;
    }

    private static void WriteNode(in StoredNode node, ref StateWriter writer)
    {
        writer.Varint((ulong)(node.Parent + 1));
        writer.Varint((ulong)node.Event);
        writer.UInt64(node.Prefix);
        writer.Varint((ulong)node.Repetition);
    }

    private void WritePartials(KeyState state, ref StateWriter writer)
    {
        writer.Varint((ulong)state.Partials);
        for (var i = 0; i < state.Partials; i++)
        {
            ref readonly var partial = ref state.Open[i];
            var rule = matcher.Plan.Rules[partial.Rule];
            writer.UInt64(rule.NameHash);
            writer.Varint((ulong)_newest[i]);
            writer.UInt64(rule.Automaton.Positions[partial.Position].States[partial.Phase].Identity);
            writer.UInt64(partial.Open);
            writer.Byte(partial.Fresh ? (byte)1 : (byte)0);
        }
    }

    // What was stored without a deadline may be in storage only, where nobody would notice one that another version brings: such a match begins anew.
    private void ReadMatches(KeyState state, bool waited, ref StateReader reader)
    {
        var stored = new StoredNode[reader.Count(MostItems)];
        for (var i = 0; i < stored.Length; i++)
            stored[i] = new StoredNode(reader.Count(i) - 1, _events[reader.Count(_events.Count - 1)], reader.UInt64(), reader.Count(int.MaxValue));
        var made = new int[stored.Length];
        Array.Fill(made, -1);
        var (count, known) = (reader.Count(MostItems), state.Partials);
        if (state.Open.Length < state.Partials + count) state.Open = [.. state.Open.AsSpan(0, state.Partials), .. new Partial[Math.Max(4, count)]];
        for (var i = 0; i < count; i++)
        {
            var name = reader.UInt64();
            var at = reader.Count(stored.Length - 1);
            var (identity, open, fresh) = (reader.UInt64(), reader.UInt64(), reader.Byte() != 0);
            var rule = matcher.Plan.Rules.FirstOrDefault(rule => rule.NameHash == name);
            if (rule is null || !rule.IsFor(state.Tenant) || !TryMake(rule, stored, made, at)) continue;
            ref readonly var node = ref matcher.Nodes[made[at]];
            var phase = rule.Automaton.Positions[node.Position].PhaseOf(node.Repetition);
            var exits = rule.Automaton.Positions[node.Position].States[phase];
            if (exits.Identity != identity) open = waited || exits.Deadlines == 0 ? exits.All : 0;
            if (open == 0) continue;
            var first = matcher.Nodes[matcher.Nodes.First(made[at])].Event;
            matcher.Nodes.Hold(made[at]);
            state.Open[state.Partials++] = new Partial
            {
                Rule = rule.Index, Node = made[at], Open = open, First = first, Ends = matcher.Events.Time(first) + rule.WithinMicros,
                Position = node.Position, Phase = phase, Fresh = fresh, HasDeadline = (open & exits.Deadlines) != 0,
            };
        }

        foreach (var node in made)
            if (node >= 0) matcher.Nodes.Release(node);
        for (var i = known; i < state.Partials; i++) Fold(ref state.Open[i]);
    }

    // One that has its first event only needs no node.
    private void Fold(ref Partial partial)
    {
        if (matcher.Nodes[partial.Node] is not { Parent: < 0, Uses: 1 }) return;
        matcher.Events.Hold(partial.First);
        matcher.Nodes.Release(partial.Node);
        partial.Node = Partial.Alone;
    }

    // The chain up to a node, where the rule still has all its positions.
    private bool TryMake(CompiledRule rule, StoredNode[] stored, int[] made, int at)
    {
        if (made[at] >= 0) return true;
        var (parent, held, prefix, repetition) = stored[at];
        if (parent >= 0 && !TryMake(rule, stored, made, parent)) return false;
        foreach (var position in rule.Automaton.Positions)
        {
            if (position.Prefix != prefix || !matcher.History.Kept(matcher.Plan.PartOf(rule, position), _written)) continue;
            made[at] = matcher.Nodes.Add(parent < 0 ? -1 : made[parent], held, position.Index, position.Name, repetition);
            return true;
        }

        return false;
    }

    private static void WriteMemory(Feature feature, FeatureState memory, ref StateWriter writer)
    {
        writer.UInt64(feature.Identity);
        writer.Byte((byte)feature.Kind);
        var length = writer.Reserve(sizeof(int));
        var start = writer.Position;
        memory.Write(ref writer);
        BinaryPrimitives.WriteInt32LittleEndian(length, writer.Position - start);
    }

    private void ReadMemory(KeyState state, ref StateReader reader)
    {
        var (identity, kind) = (reader.UInt64(), (FeatureKind)reader.Byte());
        var bytes = reader.Raw(BinaryPrimitives.ReadInt32LittleEndian(reader.Raw(sizeof(int))));
        foreach (var feature in matcher.Plan.Features)
        {
            if (feature.Identity != identity || feature.Kind != kind || state.Memory[feature.Index] is not null || !matcher.History.Kept(matcher.Plan.PartOf(feature), _written)) continue;
            FeatureState memory = kind switch
            {
                FeatureKind.Window => new WindowState(feature.Span),
                FeatureKind.Distinct => new DistinctState(feature.Span),
                FeatureKind.History => new HistoryState(feature.Last),
                FeatureKind.Known => new KnownState(),
                FeatureKind.Place => new PlaceState(),
                _ => new MomentState(),
            };
            var inside = new StateReader(bytes);
            memory.Read(ref inside);
            state.Memory[feature.Index] = memory;
        }
    }

    private readonly record struct StoredNode(int Parent, int Event, ulong Prefix, int Repetition);
}
