using Analytics.Actors.Duplicates;
using Analytics.Actors.Entities;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Rules;

/// <summary>
/// What the shards that send events here say of what they send, as read in the shard's own log; and where in it the pasts are that they sent. Records of either kind are events to nobody who runs. A function of the log; part of
/// the shard's checkpointed state. The shard's thread only.
/// </summary>
/// <param name="senders">The shards that send.</param>
internal sealed class SentMarks(IReadOnlyList<ShardId> senders) : IRecordFilter
{
    /// <summary>Name of its kind of state.</summary>
    public const string KindName = "sent-marks";

    private const byte Format = 1;
    private readonly List<Sender> _senders = [];
    private readonly Dictionary<Sender, SenderState> _atCut = [];
    private Sender? _last;
    private RecordSieve.Stays? _isEvent;

    /// <summary>Takes away what is an event to nobody, and notes what it says.</summary>
    public int DropFrom(RecordBatch batch, List<long> dropped) => RecordSieve.Keep(batch, dropped, _isEvent ??= IsEvent);

    /// <summary>
    /// What was sent for a rule, by all who send; null while one of them has not said so, at a revision or a later one, before an offset.
    /// </summary>
    private SentPast[]? Of(ulong rule, long revision, long below)
    {
        var sent = new SentPast[senders.Count];
        for (var i = 0; i < sent.Length; i++)
        {
            if (_senders.Find(one => one.Id == senders[i])?.State is not { Said: { } said } state || said.Number < revision || state.SaidAt >= below || said.Of(rule) is not { } what) return null;
            var (first, until) = state.Pasts.GetValueOrDefault(what.Past, (-1, -1));
            sent[i] = new SentPast(senders[i], what, first, until);
        }

        return sent;
    }

    /// <summary>The rules that everything was sent for, as many as were sent the same; null for none.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="set">The same, compiled, maybe among others.</param>
    /// <param name="revision">The revision that those who send must have come to.</param>
    /// <param name="below">The offset before which they must have said so.</param>
    public (IReadOnlyList<RevisionRule> Rules, IReadOnlyList<SentPast> Sent)? Ready(IEnumerable<RevisionRule> rules, RuleSet set, long revision, long below)
    {
        (List<RevisionRule> Rules, IReadOnlyList<SentPast> Sent)? ready = null;
        foreach (var rule in rules)
        {
            if (IdOf(rule.Name, set) is not { } id || Of(id, revision, below) is not { } sent) continue;
            ready ??= ([], sent);
            if (ready.Value.Sent.SequenceEqual(sent)) ready.Value.Rules.Add(rule);
        }

        return ready;
    }

    /// <summary>Whether what was sent for rules is still that.</summary>
    public bool IsStill(IReadOnlyList<SentPast> sent, RuleSet set, long revision) =>
        set.Plans.All(plan => plan.Rules.All(rule => Of(SentRules.IdOf(plan, rule), revision, long.MaxValue)?.SequenceEqual(sent) == true));

    /// <summary>Goes back to the last cut.</summary>
    public void Revert()
    {
        foreach (var (sender, state) in _atCut) sender.State = state;
        _atCut.Clear();
    }

    /// <summary>Writes what changed since the last cut.</summary>
    public void WriteChanges(EntityChanges changes, IEntityWriter writer)
    {
        if (_atCut.Count == 0) return;
        changes.StartKind(KindName);
        foreach (var sender in _atCut.Keys) Write(sender, writer);
        _atCut.Clear();
    }

    /// <summary>Takes one stored state.</summary>
    public void Restore(ReadOnlySpan<byte> source, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        reader.Expect(Format);
        var at = reader.SignedVarint();
        var said = reader.Text();
        var pasts = new Dictionary<ulong, (long, long)>();
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            var past = reader.UInt64();
            pasts[past] = (reader.SignedVarint(), reader.SignedVarint());
        }

        SenderOf(source).State = new SenderState(said.IsEmpty ? null : SenderSaid.Read(said), at, pasts);
    }

    private static ulong? IdOf(string name, RuleSet set)
    {
        foreach (var plan in set.Plans)
            foreach (var rule in plan.Rules)
                if (rule.Definition.Name == name) return SentRules.IdOf(plan, rule);
        return null;
    }

    private bool IsEvent(in LogRecord record, RecordBatch batch)
    {
        if (!PastPosition.TryFind(batch.Bytes(record.Headers), out var position)) return true;
        Note(position, record.Offset, batch.Bytes(record.Value));
        return false;
    }

    private void Note(in PastPosition position, long offset, ReadOnlySpan<byte> value)
    {
        var sender = SenderOf(position.Source.Source);
        if (position.Past == 0) Hear(sender, offset, value);
        else if (!sender.State.Pasts.ContainsKey(position.Past)) Change(sender, sender.State with { Pasts = new(sender.State.Pasts) { [position.Past] = (offset, long.MaxValue) } });
    }

    private void Hear(Sender sender, long offset, ReadOnlySpan<byte> value)
    {
        var state = sender.State;
        // What a newer program says, and this one does not understand, is waited for.
        if (!SenderSaid.TryRead(value, out var said) || (state.Said is { } former && !said.IsNewerThan(former))) return;
        var pasts = new Dictionary<ulong, (long First, long Until)>();
        foreach (var past in said.Sent.Rules.Values.Select(rule => rule.Past).Distinct())
        {
            if (!state.Pasts.TryGetValue(past, out var known)) continue;
            pasts[past] = known.Until == long.MaxValue && !said.Pending.Contains(past) ? (known.First, offset) : known;
        }

        Change(sender, new SenderState(said, offset, pasts));
    }

    private void Change(Sender sender, SenderState state)
    {
        _atCut.TryAdd(sender, sender.State);
        sender.State = state;
    }

    private static void Write(Sender sender, IEntityWriter writer)
    {
        var said = sender.State.Said?.Write() ?? [];
        var state = new StateWriter(writer.Begin(sender.Source, 1 + 3 * StateWriter.MostVarintBytes + said.Length + sender.State.Pasts.Count * (sizeof(ulong) + 2 * StateWriter.MostVarintBytes)));
        state.Byte(Format);
        state.SignedVarint(sender.State.SaidAt);
        state.Text(said);
        state.Varint((ulong)sender.State.Pasts.Count);
        foreach (var (past, (first, until)) in sender.State.Pasts.OrderBy(one => one.Key))
        {
            state.UInt64(past);
            state.SignedVarint(first);
            state.SignedVarint(until);
        }

        writer.Commit(state.Position);
    }

    // A few hundred at most, and mostly the same one again.
    private Sender SenderOf(ReadOnlySpan<byte> source)
    {
        if (_last is { } last && last.Source.AsSpan().SequenceEqual(source)) return last;
        foreach (var sender in _senders)
            if (sender.Source.AsSpan().SequenceEqual(source)) return _last = sender;
        _senders.Add(_last = new Sender(source.ToArray(), SourcePosition.ShardOf(source)));
        return _last;
    }

    private sealed record SenderState(SenderSaid? Said, long SaidAt, Dictionary<ulong, (long First, long Until)> Pasts)
    {
        public static readonly SenderState Unknown = new(null, -1, []);
    }

    private sealed class Sender(byte[] source, ShardId id)
    {
        public byte[] Source => source;

        public ShardId Id => id;

        public SenderState State { get; set; } = SenderState.Unknown;
    }
}
