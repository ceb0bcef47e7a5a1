using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Actors.Rules;

/// <summary>Reads a shard's log again and encodes what is to be sent of it as a past. The shard's thread only.</summary>
internal sealed class PastReader : IDisposable
{
    private readonly ILogPartition _log;
    private readonly LogEvents _events;
    private readonly ISinkEncoder _encoder;
    private readonly long _sendFrom;
    private readonly long _until;

    /// <summary>Begins where it is to go on.</summary>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public PastReader(ShardSetup setup, PastToSend past, IPastSink sink, Action wake)
    {
        (_log, _until, _sendFrom) = (setup.Log, past.Until, past.Position);
        // Which of two events of an id is the first one is known by whoever reads both.
        var from = past.Position >= 0 && setup.LogDropsDuplicates ? past.Position : Math.Max(_log.OffsetAt(past.FromMicros), _log.StartOffset);
        _encoder = sink.CreatePastEncoder(setup.Id, new RuleKeyReader([.. past.Rules.Set.Plans.Where(setup.Lane.Sends!)]), past.Past, past.TimeMicros);
        _events = new LogEvents(setup.Lane, _log, setup.LogDropsDuplicates, setup.Options, Math.Min(from, past.Until), wake: wake);
    }

    /// <summary>Offset of the next event.</summary>
    public long Position => _events.Position;

    /// <summary>Events that it read.</summary>
    public long Events { get; private set; }

    /// <summary>Whether it read everything.</summary>
    public bool IsDone => _events.Position >= _until;

    /// <summary>Reads a batch; false when there is none now.</summary>
    public bool Advance()
    {
        var isSent = Position < _sendFrom;
        try
        {
            if (!_events.Advance(isSent ? _sendFrom : _until)) return false;
        }
        catch (LogTruncatedException)
        {
            // Retention was faster: the past begins later.
            _events.Seek(Math.Min(_log.StartOffset, _until));
            return true;
        }

        if (isSent) return true;
        Events += _events.Batch.Count;
        _encoder.Encode(_events.Batch);
        return true;
    }

    /// <summary>What was encoded since the last time.</summary>
    public ReadOnlyMemory<byte> Cut() => _encoder.Cut();

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();
}
