using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
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
    private LogEvents? _events;

    /// <summary>Begins to read.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="rules">The rules that it reads for.</param>
    /// <param name="set">The same, compiled.</param>
    /// <param name="pasts">What is gathered, by kind.</param>
    /// <param name="from">Offset from which they look back.</param>
    /// <param name="wake">Called when there is something to read.</param>
    public RuleRebuild(ShardSetup setup, IReadOnlyList<RevisionRule> rules, RuleSet set, Dictionary<IRuledKind, IRulePast> pasts, long from, Action wake)
    {
        (Rules, Set, _pasts) = (rules, set, pasts);
        _events = new LogEvents(setup.Lane, setup.Log, setup.LogDropsDuplicates, setup.Options, from, wake: wake);
        foreach (var past in _pasts.Values) past.Begin(from);
    }

    /// <summary>The rules that it reads for.</summary>
    public IReadOnlyList<RevisionRule> Rules { get; }

    /// <summary>The same, compiled.</summary>
    public RuleSet Set { get; }

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
        if (_events is not { } events || !events.Advance(until)) return false;
        Events += events.Batch.Count;
        try
        {
            foreach (var past in _pasts.Values) past.Receive(events.Batch);
        }
        catch (Exception error)
        {
            Fault = error.Message;
            _pasts.Clear();
            Dispose();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events?.Dispose();
        _events = null;
    }
}
