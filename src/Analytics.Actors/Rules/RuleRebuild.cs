using Analytics.Actors.Duplicates;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>
/// Reads a shard's log again for the rules that it is about to take over, from where they look back to up to the cut that takes them in: the same decoder and transforms, as they are now, and then what the
/// rules would remember. A function of the log, the rules, the offset that it began at and the tables of look-ups. The shard's thread only, a batch at a time, beside what the shard does.
/// </summary>
internal sealed class RuleRebuild : IDisposable
{
    private readonly ShardSetup _setup;
    private readonly Dictionary<IRuledKind, IRulePast> _pasts;
    private readonly EventStages _stages;
    private readonly SourceMarks? _marks;
    private readonly DuplicateIds? _ids;
    private readonly List<long> _dropped = [];
    private LogWindow? _window;
    private long _carefulUntil = long.MinValue;

    /// <summary>Begins to read.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="rules">The rules that it reads for.</param>
    /// <param name="set">The same, compiled.</param>
    /// <param name="pasts">What is gathered, by kind.</param>
    /// <param name="from">Offset from which they look back.</param>
    /// <param name="wake">Called when there is something to read.</param>
    public RuleRebuild(ShardSetup setup, IReadOnlyList<RevisionRule> rules, RuleSet set, Dictionary<IRuledKind, IRulePast> pasts, long from, Action wake)
    {
        (_setup, Rules, Set, _pasts) = (setup, rules, set, pasts);
        _stages = new EventStages(setup.Lane, setup.Id);
        if (!setup.LogDropsDuplicates || setup.Lane.IsDerived) (_marks, _ids) = (new SourceMarks(), new DuplicateIds(setup.Options.DuplicateHorizon, setup.Options.DuplicateMaxIds));
        var reader = setup.Log.OpenReader(from);
        reader.Arrived = wake;
        _window = new LogWindow(reader);
        foreach (var past in _pasts.Values) past.Begin(from);
    }

    /// <summary>The rules that it reads for.</summary>
    public IReadOnlyList<RevisionRule> Rules { get; }

    /// <summary>The same, compiled.</summary>
    public RuleSet Set { get; }

    /// <summary>Events that it read.</summary>
    public long Events { get; private set; }

    /// <summary>Events that it left out because a stage threw.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Why nothing could be gathered; empty when all is well.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Offset of the next event; null when there is nothing to read.</summary>
    public long? Position => _window?.Position;

    /// <summary>Offset of the first event that the rules know of when they run from an offset on.</summary>
    public long From(long offset) => _pasts.Count == 0 ? offset : _pasts.Values.Max(past => past.From);

    /// <summary>What a kind's rules would remember; null for nothing.</summary>
    public IRulePast? PastOf(IRuledKind kind) => _pasts.GetValueOrDefault(kind);

    /// <summary>Whether everything before an offset was read.</summary>
    public bool IsAt(long offset) => _window is null || _window.Position >= offset;

    /// <summary>Reads a batch below an offset; false when there is none now.</summary>
    public bool Advance(long until)
    {
        if (_window is not { } window || window.Position >= until) return false;
        var isCareful = window.Position < _carefulUntil;
        if (!window.Read(isCareful ? Math.Min(until, _carefulUntil) : until, isCareful ? 1 : _setup.Options.BatchRecords, _setup.Options.BatchBytes)) return false;
        if (window.Records.Count > 0) Feed(window, isCareful);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window?.Dispose();
        _window = null;
    }

    private void Feed(LogWindow window, bool isCareful)
    {
        var records = window.Records;
        var (first, count, last) = (records.Records[0].Offset, records.Count, records.Records[^1].Offset);
        if (!isCareful)
        {
            _dropped.Clear();
            _marks?.DropFrom(records, _dropped);
        }
        else if (_dropped.Contains(first))
        {
            return;
        }

        if (!TryDecode(records))
        {
            // One of them throws: it is left out, as it was when the shard had it.
            if (count == 1) LeftOut++;
            else window.Seek(first);
            _carefulUntil = Math.Max(_carefulUntil, last + 1);
            return;
        }

        _ids?.DropFrom(_stages.Batch, []);
        Events += _stages.Batch.Count;
        try
        {
            foreach (var past in _pasts.Values) past.Receive(_stages.Batch);
        }
        catch (Exception error)
        {
            Fault = error.Message;
            _pasts.Clear();
            Dispose();
        }
    }

    private bool TryDecode(RecordBatch records)
    {
        try
        {
            _stages.Decode(records);
            _stages.Transform();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
