using Analytics.Actors.Duplicates;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Replay;

/// <summary>
/// A partition of the log once more as events: the decoder and transforms of its shard, as they are now, without what the shard dropped because it had it before. An event on which one of them throws is left out, as
/// the shard left it out. A function of the log, the offset that it begins at and the tables of look-ups. One thread.
/// </summary>
public sealed class LogEvents : IDisposable
{
    private readonly LogSelection? _selection;
    private readonly ShardOptions _options;
    private readonly EventStages _stages;
    private readonly IRecordFilter? _only;
    private readonly DuplicateIds? _ids;
    private readonly List<long> _dropped = [];
    private readonly Dictionary<(int Type, EventKind Kind), bool> _concerned = [];
    private readonly LogWindow _window;
    private long _carefulUntil = long.MinValue;

    /// <summary>Begins to read.</summary>
    /// <param name="lane">What happens to the events.</param>
    /// <param name="log">The partition.</param>
    /// <param name="logDropsDuplicates">Whether the log drops duplicates by itself.</param>
    /// <param name="options">Limits of the shard.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="selection">Which events are wanted; null for all.</param>
    /// <param name="wake">Called, on any thread, when there is something to read; null for whoever waits.</param>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public LogEvents(LaneDefinition lane, ILogPartition log, bool logDropsDuplicates, ShardOptions options, long from, LogSelection? selection = null, Action? wake = null)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _selection) = (options, selection);
        _stages = new EventStages(lane, new ShardId(log.Topic, log.Index));
        if (!logDropsDuplicates || lane.IsDerived) (_only, _ids) = (new SourceMarks(), new DuplicateIds(options.DuplicateHorizon, options.DuplicateMaxIds));
        var reader = log.OpenReader(from);
        reader.Arrived = wake;
        _window = new LogWindow(reader);
    }

    /// <summary>Begins to read some of the records of a partition.</summary>
    /// <param name="lane">What happens to the events.</param>
    /// <param name="log">The partition.</param>
    /// <param name="options">Limits of the shard.</param>
    /// <param name="only">Takes the others away.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="wake">Called, on any thread, when there is something to read.</param>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    internal LogEvents(LaneDefinition lane, ILogPartition log, ShardOptions options, IRecordFilter only, long from, Action wake)
        : this(lane, log, logDropsDuplicates: false, options, from, wake: wake) => _only = only;

    /// <summary>The events read last.</summary>
    public EventBatch Batch => _stages.Batch;

    /// <summary>Offset of the next record, or one before it that no record has.</summary>
    public long Position => _window.Position;

    /// <summary>Events that were left out because a stage threw.</summary>
    public long LeftOut { get; private set; }

    /// <summary>From now on events are put there: whoever works on some while others are read changes between two.</summary>
    public void Use(RecordBatch records, EventBatch batch) => (_window.Records, _stages.Batch) = (records, batch);

    /// <summary>Goes on from another offset.</summary>
    public void Seek(long offset) => _window.Seek(offset);

    /// <summary>Reads on below an offset; false when there is nothing now. There may be no wanted event in what was read.</summary>
    /// <param name="until">The first offset that is not read.</param>
    /// <param name="waits">Whether to wait for records that are on their way: false then means the end.</param>
    /// <exception cref="LogTruncatedException">Retention deleted what was to be read.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public bool Advance(long until, bool waits = false)
    {
        Batch.Reset(_window.Records);
        if (_window.Position >= until) return false;
        var isCareful = _window.Position < _carefulUntil;
        var (end, most) = isCareful ? (Math.Min(until, _carefulUntil), 1) : (until, _options.BatchRecords);
        if (!(waits ? _window.ReadOrWait(end, most, _options.BatchBytes) : _window.Read(end, most, _options.BatchBytes))) return false;
        if (_window.Records.Count > 0) Take(_window.Records, isCareful);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private void Take(RecordBatch records, bool isCareful)
    {
        var (first, count, last) = (records.Records[0].Offset, records.Count, records.Records[^1].Offset);
        _selection?.RemoveForeign(records);
        if (records.Count == 0) return;
        if (!isCareful)
        {
            _dropped.Clear();
            _only?.DropFrom(records, _dropped);
        }
        else if (_dropped.Contains(first))
        {
            return;
        }

        _only?.Restore(records);
        if (TryDecode(records))
        {
            _ids?.DropFrom(Batch, []);
            _selection?.RemoveUnseen(Batch);
            return;
        }

        // One of them throws: it is left out, as it was when the shard had it.
        Batch.Reset(records);
        if (count == 1) LeftOut++;
        else _window.Seek(first);
        _carefulUntil = Math.Max(_carefulUntil, last + 1);
    }

    // What would be looked up for events that nobody looks at costs more than everything else.
    private void MarkBare(LogSelection selection)
    {
        foreach (ref var row in Batch.Rows)
        {
            if (!_concerned.TryGetValue((row.Type, row.Kind), out var concerned)) _concerned.Add((row.Type, row.Kind), concerned = selection.Concerns(row.Type, row.Kind));
            if (!concerned) row.Flags |= EventFlags.Bare;
        }
    }

    private bool TryDecode(RecordBatch records)
    {
        try
        {
            _stages.Decode(records);
            _selection?.RemoveOthers(Batch);
            if (_selection is not null) MarkBare(_selection);
            _stages.Transform();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
