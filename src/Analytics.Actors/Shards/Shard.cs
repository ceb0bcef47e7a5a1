using Analytics.Actors.Recovery;
using Analytics.Actors.Supervision;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>
/// One partition and all that lives on it. One thread at a time calls <see cref="Step"/> in a loop; everything else may be called from any thread.
/// It starts in <see cref="ShardState.Recovering"/>, takes the partition over from its first step on, and never throws: what goes wrong ends in
/// <see cref="ShardState.Failed"/> or, when somebody else took the partition over, <see cref="ShardState.Fenced"/>. Both are left again after a pause.
/// </summary>
public sealed class Shard : IDisposable
{
    private readonly ShardSetup _setup;
    private readonly ShardMailbox _mailbox;
    private readonly ShardReporter _reporter;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new();
    private volatile ShardTenure? _tenure;
    private RecoveryUnderWay? _recovery;
    private ShardLife? _life;
    private Checkpoints.PendingCheckpoint? _orphan;
    private Task _former;
    private ShardState _state = ShardState.Recovering;
    private string _reason = "";
    private readonly ShardErrands _errands = new();
    private readonly RestartPause _pause;
    private volatile bool _draining;
    private volatile bool _stopping;
    private volatile bool _abandoned;

    /// <summary>Makes a shard; nothing is taken over or read before the first step.</summary>
    public Shard(ShardSetup setup)
    {
        _setup = setup;
        _former = setup.Former;
        _mailbox = new ShardMailbox(setup.Id, Wake);
        _reporter = new ShardReporter(setup);
        _pause = new RestartPause(setup);
        After(_former, Wake);
    }

    /// <summary>The shard.</summary>
    public ShardId Id => _setup.Id;

    /// <summary>Where it is in its life. Any thread, a moment old.</summary>
    public ShardState State => _reporter.State;

    /// <summary>All about it. Any thread, a moment old.</summary>
    public ShardStatus Status => _reporter.Current();

    /// <summary>Lowest input offset that may be read again: the log must keep everything from here on. 0 before it owns the partition. Any thread.</summary>
    public long LowestOffset => _tenure?.Checkpoints.LowestOffset ?? 0;

    /// <summary>Called, on any thread, when a step may find work.</summary>
    public Action? Woken { get; set; }

    /// <summary>Until the next step that is due by time. The shard's thread only.</summary>
    public TimeSpan UntilTick => _state switch
    {
        ShardState.Recovering => _former.IsCompleted && _recovery is not { IsDone: false } ? TimeSpan.Zero : TimeSpan.MaxValue,
        ShardState.Failed or ShardState.Fenced => _pause.Rest,
        ShardState.Stopped => TimeSpan.MaxValue,
        _ => _life?.UntilTick ?? TimeSpan.Zero,
    };

    /// <summary>Completes when it is <see cref="ShardState.Stopped"/>: nothing is written or sent for it any more.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Completes when it holds nothing any more: the partition may be taken over again in this process.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>Asks something between two batches.</summary>
    /// <exception cref="ShardUnavailableException">The shard stopped, or failed and waits for its next recovery.</exception>
    public Task<T> AskAsync<T>(Func<ShardView, T> question) => _mailbox.AskAsync(question);

    /// <summary>Cuts a checkpoint now, also when nothing is new; completes when it is durable.</summary>
    /// <exception cref="ShardUnavailableException">The shard stopped, or failed meanwhile.</exception>
    public Task<ErrandOutcome> CutAsync() => Send(new CutErrand());

    /// <summary>
    /// Moves the position. Forward: what lies between is never processed. Back: the state of a kept checkpoint at or before the offset is put back, and everything after it is
    /// processed again to the same effects; refused when no such checkpoint is kept.
    /// </summary>
    /// <param name="offset">From the log's start to its end.</param>
    /// <exception cref="ShardUnavailableException">The shard stopped, failed meanwhile, or cannot go back so far.</exception>
    public Task<ErrandOutcome> SeekAsync(long offset) => Send(new SeekErrand(offset));

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

    /// <summary>The partition is gone: stop at once, write and send nothing more. What is being written or sent at this moment is under this owner's epoch or a token that repeats.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Interlocked.MemoryBarrier();
        _tenure?.End();
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
        _errands.End("It stopped.");
        _life?.Dispose();
        _life = null;
        var recovery = _recovery;
        _recovery = null;
        if (recovery is null) LetGo();
        else recovery.Discard(LetGo);
    }

    private void LetGo()
    {
        _tenure?.Dispose();
        _ended.TrySetResult();
        After(_tenure?.Closed ?? _former, () => _closed.TrySetResult());
    }

    private bool Advance()
    {
        if (_abandoned && _recovery is not { IsDone: false } && _state != ShardState.Stopped) return Leave();
        switch (_state)
        {
            case ShardState.Recovering:
                return Recover();
            case ShardState.Running or ShardState.Draining:
                return Run(_life!);
            case ShardState.Failed or ShardState.Fenced:
                return Retry();
            default:
                return false;
        }
    }

    private bool Recover()
    {
        if (_recovery is null)
        {
            if (_draining) return End("stopped", "It stopped before it had recovered.");
            if (!_former.IsCompleted) return false;
            _reporter.Publish(_state, _reason, _life);
            _recovery = RecoveryUnderWay.Begin(_setup, TakeOver, Wake, _errands.NewestOffset);
        }

        if (!_recovery.IsDone) return false;
        if (_draining) return End("stopped", "It stopped before it had recovered.");
        var recovery = _recovery;
        _recovery = null;
        Begin(recovery);
        return true;
    }

    private void Begin(RecoveryUnderWay recovery)
    {
        var (parts, recovered) = recovery.Take();
        _life = new ShardLife(parts, recovered, recovery.Since, Wake);
        _reporter.Recovered(recovered, _setup.Time.GetElapsedTime(recovery.Since));
        foreach (var damage in recovered.Damage) Tell("damage", damage);
        Tell("recovered", $"Epoch {parts.Tenure.Checkpoints.Epoch}, checkpoint {recovered.Number}: {recovered.Entities} entities, goes on at offset {recovered.NextOffset}.");
        _setup.OnRetentionFloor?.Invoke(Id, LowestOffset);
        _setup.OnCheckpoint?.Invoke(Id, parts.Cut.Offset);
        Enter(ShardState.Running, "");
        _errands.Recovered(_life);
    }

    // On the recovery's thread, whose turn may come late: by then the partition may be another's, who must not be taken for a former owner.
    private ShardTenure TakeOver()
    {
        if (_tenure is { } kept) return kept;
        if (_abandoned || _draining) throw new OperationCanceledException("The shard was let go before it was taken over.");
        var tenure = new ShardTenure(_setup, Wake);
        _tenure = tenure;
        Interlocked.MemoryBarrier();
        if (_abandoned) tenure.End();
        _reporter.TookOver(tenure.Checkpoints);
        return tenure;
    }

    private bool Run(ShardLife life)
    {
        if (_draining && _state == ShardState.Running) Enter(ShardState.Draining, "");
        _tenure!.RequireOwnership();
        if (!_mailbox.IsEmpty) _mailbox.Answer(new ShardView(_reporter.Publish(_state, life.Paused, life), life.Parts.Kinds, life.Parts.Context));
        var prepared = !_draining && life.Prepare();
        var attended = (_errands.Any || WantsSwitch(life)) && Attend(life);
        if (_state == ShardState.Recovering) return true;
        var worked = life.Step(_draining) || attended || prepared;
        if (life.Durable is not null) _pause.Forget();
        _reporter.PublishSometimes(_state, life.Paused, life);
        if (_state != ShardState.Draining || !(_stopping ? life.IsSaved : life.IsSettled)) return worked;
        _tenure.End();
        return _tenure.IsSilent ? End("stopped", $"Saved at offset {life.Parts.Cut.Offset}.") : worked;
    }

    private bool Attend(ShardLife life)
    {
        var errand = _errands.Next(() => new SwitchErrand(life.Preparation.Next!));
        var worked = errand.Advance(life);
        if (errand is SeekErrand { WantsRecovery: true })
        {
            _reporter.Ended(life);
            life.Dispose();
            _life = null;
            Enter(ShardState.Recovering, "An operator moves it back.");
        }
        else if (errand.Done.IsCompleted)
        {
            _reporter.Publish(_state, life.Paused, life);
            if (errand is SwitchErrand) Tell("rules", errand.Done.Result.Said);
            _errands.Finish();
        }

        return worked;
    }

    private bool WantsSwitch(ShardLife life) => !_draining && life.MaySwitch && life.Preparation.Next is not null;

    private Task<ErrandOutcome> Send(ShardErrand errand)
    {
        if (State is ShardState.Failed or ShardState.Fenced) errand.Fail($"The shard is {State.ToString().ToLowerInvariant()}: {Status.Reason}");
        else _errands.Add(errand);
        if (_ended.Task.IsCompleted) errand.Fail("It stopped.");
        Wake();
        return errand.Done;
    }

    private bool Retry()
    {
        _mailbox.Refuse(_reason);
        if (_orphan is { IsDone: false }) return false;
        if (_draining) return End("stopped", _reason, _reason);
        if (_pause.Rest > TimeSpan.Zero) return false;
        _orphan = null;
        Enter(ShardState.Recovering, _reason);
        return true;
    }

    private bool Leave()
    {
        _life?.UnderWay?.Abandon();
        _orphan?.Abandon();
        return End("lost", "The partition is gone; nothing more is written for it.", "lost");
    }

    private bool End(string name, string message, string reason = "")
    {
        Enter(ShardState.Stopped, reason);
        Tell(name, message);
        Dispose();
        return true;
    }

    private void Fail(ShardFailure failure)
    {
        _orphan = _life?.UnderWay ?? _orphan;
        _reporter.Failed(_life);
        _errands.End($"The shard failed: {failure.Message}");
        _life?.Dispose();
        _life = null;
        _pause.Begin(failure.IsStale);
        if (failure.IsStale) GiveUp();
        Enter(failure.IsStale ? ShardState.Fenced : ShardState.Failed, $"{failure.Stage}: {failure.Message}");
        if (failure.IsStale) RuntimeTelemetry.ShardFenced(Id.Topic);
        else RuntimeTelemetry.ShardFailed(Id.Topic);
        Tell(failure.IsStale ? "fenced" : "failed", _reason, failure.InnerException);
    }

    private void GiveUp()
    {
        if (_tenure is not { } tenure) return;
        tenure.Dispose();
        _former = tenure.Closed;
        _tenure = null;
        After(_former, Wake);
    }

    private void Enter(ShardState state, string reason)
    {
        (_state, _reason) = (state, reason);
        _reporter.Publish(state, reason, _life);
    }

    // What follows is short: it may run on whatever thread ends the task.
    private static void After(Task task, Action then) =>
        task.ContinueWith(_ => then(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Tell(string name, string message, Exception? error = null) => _setup.OnEvent?.Invoke(new RuntimeEvent(Id, name, message, error));

    private void Wake() => Woken?.Invoke();
}
