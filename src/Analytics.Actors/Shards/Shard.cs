using Analytics.Actors.Recovery;
using Analytics.Actors.Streams;
using Analytics.Actors.Supervision;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>
/// One partition and all that lives on it. One thread calls <see cref="Step"/> in a loop; everything else may be called from any thread.
/// It starts in <see cref="ShardState.Recovering"/> and never throws: what goes wrong ends in <see cref="ShardState.Failed"/>, which is left again after a
/// pause that doubles.
/// </summary>
public sealed class Shard : IDisposable
{
    private readonly ShardSetup _setup;
    private readonly SinkLane[] _lanes;
    private readonly ShardMailbox _mailbox;
    private readonly EntityChanges _changes;
    private readonly ShardReporter _reporter;
    private ShardLife? _life;
    private Checkpoints.PendingCheckpoint? _orphan;
    private ShardState _state = ShardState.Recovering;
    private string _reason = "";
    private int _failuresInARow;
    private long _failedAt;
    private TimeSpan _pause;
    private volatile bool _draining;
    private volatile bool _stopping;

    /// <summary>Makes a shard; nothing is read before the first step.</summary>
    public Shard(ShardSetup setup)
    {
        _setup = setup;
        _mailbox = new ShardMailbox(setup.Id, Wake);
        _changes = new EntityChanges(setup.Checkpoints.IdentitySeed);
        _reporter = new ShardReporter(setup);
        var ranges = new RangeEncoder(setup.Lane, setup.Log);
        _lanes = [.. setup.Sinks.Select(sink => sink.Open(setup.Id, open => Load(ranges, sink.Sink, open), Wake, setup.Checkpoints.Epoch))];
    }

    /// <summary>The shard.</summary>
    public ShardId Id => _setup.Id;

    /// <summary>Where it is in its life. Any thread, a moment old.</summary>
    public ShardState State => Status.State;

    /// <summary>All about it. Any thread, a moment old.</summary>
    public ShardStatus Status => _reporter.Current();

    /// <summary>Lowest input offset that may be read again: the log must keep everything from here on. Any thread.</summary>
    public long LowestOffset => _setup.Checkpoints.LowestOffset;

    /// <summary>Called, on any thread, when a step may find work.</summary>
    public Action? Woken { get; set; }

    /// <summary>Until the next step that is due by time. The shard's thread only.</summary>
    public TimeSpan UntilTick => _state switch
    {
        ShardState.Failed => _pause - _setup.Time.GetElapsedTime(_failedAt),
        ShardState.Stopped => TimeSpan.MaxValue,
        _ => _life?.UntilTick ?? TimeSpan.Zero,
    };

    /// <summary>Asks something between two batches.</summary>
    /// <exception cref="ShardUnavailableException">The shard stopped, or failed and waits for its next recovery.</exception>
    public Task<T> AskAsync<T>(Func<ShardView, T> question) => _mailbox.AskAsync(question);

    /// <summary>Stop reading, save, and stop when all is delivered; <see cref="Stop"/> does not wait for the sinks.</summary>
    public void Drain()
    {
        _draining = true;
        Wake();
    }

    /// <summary>Stop reading, save, stop.</summary>
    public void Stop()
    {
        _draining = _stopping = true;
        Wake();
    }

    /// <summary>Does one piece of work: a recovery, a batch, a cut, the end of a checkpoint. False when there is none now. Never throws.</summary>
    public bool Step()
    {
        try
        {
            return Advance();
        }
        catch (Exception error)
        {
            Fail(error as ShardFailure ?? new ShardFailure(new ProcessingFault("recovery", error, default, 0, null), error is StaleEpochException));
            return true;
        }
    }

    /// <summary>Lets everything go without writing anything.</summary>
    public void Dispose()
    {
        _mailbox.Close();
        _life?.Dispose();
        _life = null;
    }

    private bool Advance()
    {
        switch (_state)
        {
            case ShardState.Recovering:
                Recover();
                return true;
            case ShardState.Running or ShardState.Draining:
                return Run(_life!);
            case ShardState.Failed:
                return Retry();
            default:
                return false;
        }
    }

    private void Recover()
    {
        _reporter.Publish(_state, _reason, _life);
        var started = _setup.Time.GetTimestamp();
        var (parts, recovered) = ShardRecovery.Recover(_setup, _lanes, Wake);
        _life = new ShardLife(parts, recovered, _changes, Wake);
        _reporter.Recovered(recovered, _setup.Time.GetElapsedTime(started));
        foreach (var damage in recovered.Damage) _setup.OnEvent?.Invoke(new RuntimeEvent(Id, "damage", damage));
        _setup.OnEvent?.Invoke(new RuntimeEvent(
            Id, "recovered", $"Checkpoint {recovered.Number}: {recovered.Entities} entities, goes on at offset {recovered.NextOffset}."));
        _setup.OnRetentionFloor?.Invoke(Id, LowestOffset);
        Enter(ShardState.Running, "");
    }

    private bool Run(ShardLife life)
    {
        if (_draining && _state == ShardState.Running) Enter(ShardState.Draining, "");
        if (!_mailbox.IsEmpty) _mailbox.Answer(new ShardView(_reporter.Publish(_state, life.Paused, life), life.Parts.Kinds, life.Parts.Context));
        var worked = life.Step(_draining);
        if (life.Durable is not null) _failuresInARow = 0;
        _reporter.PublishSometimes(_state, life.Paused, life);
        if (_state != ShardState.Draining || !(_stopping ? life.IsSaved : life.IsSettled)) return worked;
        Enter(ShardState.Stopped, "");
        _setup.OnEvent?.Invoke(new RuntimeEvent(Id, "stopped", $"Saved at offset {life.Parts.Cut.Offset}."));
        Dispose();
        return true;
    }

    private bool Retry()
    {
        _mailbox.Refuse(_reason);
        if (_stopping || _draining)
        {
            Enter(ShardState.Stopped, _reason);
            Dispose();
            return true;
        }

        if (_setup.Time.GetElapsedTime(_failedAt) < _pause || _orphan is { IsDone: false }) return false;
        _orphan = null;
        Enter(ShardState.Recovering, _reason);
        return true;
    }

    private void Fail(ShardFailure failure)
    {
        _orphan = _life?.UnderWay ?? _orphan;
        _reporter.Failed(_life);
        _life?.Dispose();
        _life = null;
        _failuresInARow++;
        _failedAt = _setup.Time.GetTimestamp();
        var backoff = new Backoff(_setup.Options.RestartFirst, _setup.Options.RestartMost);
        _pause = failure.IsFinal ? TimeSpan.MaxValue : backoff.After(_failuresInARow);
        Enter(ShardState.Failed, $"{failure.Stage}: {failure.Message}");
        RuntimeTelemetry.ShardFailed(Id.Topic);
        _setup.OnEvent?.Invoke(new RuntimeEvent(Id, "failed", _reason, failure.InnerException));
    }

    private void Enter(ShardState state, string reason)
    {
        (_state, _reason) = (state, reason);
        _reporter.Publish(state, reason, _life);
    }

    private ReadOnlyMemory<byte> Load(RangeEncoder ranges, ISink sink, OpenDelivery open) =>
        open.Mode == DeliveryMode.ByReference ? ranges.Encode(sink, Id, open) : _setup.Checkpoints.ReadPayload(open);

    private void Wake() => Woken?.Invoke();
}
