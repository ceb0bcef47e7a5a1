using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>
/// Reads a shard's log again for the rules that it is about to take over, from where they look back to up to the cut that takes them in: the same decoder and transforms, as they are now, and then what the
/// rules would remember. A function of the log, the rules, the offset that it began at and the tables of look-ups. The shard's thread only, a batch at a time, beside what the shard does.
/// </summary>
internal sealed class RuleRebuild : IDisposable
{
    private readonly Dictionary<IRuledKind, IRulePast> _pasts;
    private IPastReading? _events;

    /// <summary>Begins to read.</summary>
    /// <param name="rules">The rules that it reads for.</param>
    /// <param name="set">The same, compiled.</param>
    /// <param name="pasts">What is gathered, by kind.</param>
    /// <param name="from">Offset from which they look back.</param>
    /// <param name="events">What is read.</param>
    /// <param name="sent">What others sent for them; null where events come whether rules look at them or not.</param>
    public RuleRebuild(IReadOnlyList<RevisionRule> rules, RuleSet set, Dictionary<IRuledKind, IRulePast> pasts, long from, IPastReading events, IReadOnlyList<SentPast>? sent)
    {
        (Rules, Set, _pasts, _events, Sent) = (rules, set, pasts, events, sent);
        foreach (var past in _pasts.Values) past.Begin(from, SentPast.IsAll(sent));
    }

    /// <summary>The rules that it reads for.</summary>
    public IReadOnlyList<RevisionRule> Rules { get; }

    /// <summary>The same, compiled.</summary>
    public RuleSet Set { get; }

    /// <summary>What others sent for them; null where events come whether rules look at them or not.</summary>
    public IReadOnlyList<SentPast>? Sent { get; }

    /// <summary>Events that it read.</summary>
    public long Events { get; private set; }

    /// <summary>Events that it left out because a stage threw.</summary>
    public long LeftOut => _events?.LeftOut ?? 0;

    /// <summary>Why nothing could be gathered; empty when all is well.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Offset of the next event; null when there is nothing to read.</summary>
    public long? Position => _events?.Position;

    /// <summary>Offset of the first event that the rules know of when they run from an offset on.</summary>
    public long From(long offset) => _pasts.Count == 0 ? offset : _pasts.Values.Max(past => past.From);

    /// <summary>What a kind's rules would remember; null for nothing.</summary>
    public IRulePast? PastOf(IRuledKind kind) => _pasts.GetValueOrDefault(kind);

    /// <summary>Whether everything before an offset was read.</summary>
    public bool IsAt(long offset) => _events is null || _events.Position >= offset;

    /// <summary>Reads a batch below an offset; false when there is none now.</summary>
    public bool Advance(long until)
    {
        if (_events is not { } events || !events.Advance(until, Show)) return false;
        if (Fault.Length > 0) Dispose();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events?.Dispose();
        _events = null;
    }

    private void Show(EventBatch batch, int from, int to)
    {
        Events += to - from;
        try
        {
            foreach (var past in _pasts.Values) past.Receive(batch, from, to);
        }
        catch (Exception error)
        {
            Fault = error.Message;
            _pasts.Clear();
        }
    }
}
