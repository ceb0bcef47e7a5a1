using Analytics.Actors.Checkpoints;
using Analytics.Actors.Rules;
using Analytics.Actors.Supervision;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>
/// A shard from one recovery to its next failure: reads, processes, cuts, and lets deliveries go once their checkpoint is durable. At most one
/// checkpoint is under way; processing goes on meanwhile. Every throw out of here is a <see cref="ShardFailure"/>.
/// </summary>
internal sealed class ShardLife : IDisposable
{
    private readonly ShardSetup _setup;
    private readonly BatchProcessor _processor;
    private readonly ShardCutter _cutter;
    private readonly EarlyAlerts _early;
    private readonly Action _wake;
    private readonly CutTimer _timer;
    private long _recordsSinceCut;
    private bool _drainCutMade;
    private long _mayBeShown;

    /// <summary>Starts from a recovered state.</summary>
    /// <param name="parts">The shard's parts.</param>
    /// <param name="recovered">What was recovered.</param>
    /// <param name="since">When the recovery began.</param>
    /// <param name="wake">Called when there is work.</param>
    public ShardLife(ShardParts parts, RecoveredShard recovered, long since, Action wake)
    {
        Parts = parts;
        _setup = parts.Setup;
        _wake = wake;
        _processor = new BatchProcessor(parts);
        _cutter = new ShardCutter(parts, recovered);
        _early = new EarlyAlerts(parts, since);
        Preparation = new SwitchPreparation(parts, wake);
        _timer = new CutTimer(_setup);
        Showed(_setup.Log.EndOffset);
    }

    public ShardParts Parts { get; }

    /// <summary>The checkpoint that is being written.</summary>
    public PendingCheckpoint? UnderWay { get; private set; }

    /// <summary>The checkpoint that became durable last.</summary>
    public PendingCheckpoint? Durable { get; private set; }

    public DateTimeOffset? DurableAt { get; private set; }

    public long Events { get; private set; }

    public long DeadLetters { get; private set; }

    public long Restarts { get; private set; }

    /// <summary>Why it does not read; empty when it may.</summary>
    public string Paused { get; private set; } = "";

    public int OpenDeliveries => Parts.Outlets.Sum(outlet => outlet.Open.Count);

    /// <summary>True when everything that was read is durable and, as far as anything tells, delivered to every sink that takes deliveries.</summary>
    public bool IsSettled =>
        UnderWay is null && (Parts.Reading.IsRepeating || (_drainCutMade && Parts.Outlets.All(o => o.Open.Count == 0 || o.Lane.IsPaused)));

    /// <summary>True when nothing is being written and a last cut was made.</summary>
    public bool IsSaved => UnderWay is null && (Parts.Reading.IsRepeating || _drainCutMade);

    /// <summary>Number of the cut that was asked for and made last; 0 before.</summary>
    public long AskedCut { get; private set; }

    /// <summary>True while a cut is wanted that is made even if nothing is new.</summary>
    public bool WantsCut { get; set; }

    /// <summary>The rules that the next asked cut takes in; null for none.</summary>
    public RuleSwitch? Next { get; set; }

    /// <summary>What rules to come know of the past.</summary>
    public SwitchPreparation Preparation { get; }

    /// <summary>The rules that the shard stands still for; null for none.</summary>
    public RuleSwitch? Switching { get; set; }

    /// <summary>True while nothing is to be read, because an operator moves the shard's position, or its rules change.</summary>
    public bool HoldsStill { get; set; }

    /// <summary>
    /// Whether other rules may be taken over here. What was shown before its checkpoint was shown under the rules that run now, so that everything that a former life may have read, and this one before it
    /// went back, is read under them again first.
    /// </summary>
    public bool MaySwitch => Parts.Rules.Running.Set.Count == 0 || Parts.Window.Position >= _mayBeShown;

    /// <summary>Until a cut is due.</summary>
    public TimeSpan UntilTick =>
        _timer.UntilDue(_setup.Log.EndOffset - Parts.Window.Position > _setup.Options.BatchRecords, Parts.Context.Effects.Alerts.Count > 0, Durable?.Took ?? TimeSpan.Zero);

    /// <summary>Does one piece of work; false when there is none now.</summary>
    public bool Step(bool draining)
    {
        try
        {
            _early.Turn();
            var completed = CompleteCheckpoint();
            if (TryCut(draining)) return true;
            if (draining || MustPause()) return completed;
            return ProcessNext() || completed;
        }
        catch (Exception error) when (error is not ShardFailure)
        {
            throw Failure(new ProcessingFault(ProcessingFault.CutStage, error, default, 0, null));
        }
    }

    /// <summary>Goes on with what rules to come must know of the past; false when there is nothing to do now.</summary>
    public bool Prepare()
    {
        try
        {
            var sent = Parts.Sending.Advance();
            if (Parts.Reading.BorderAt(Parts.Window.Position) is { Rules.IsEmpty: false } border) return Preparation.Advance(border) || sent;
            return (!Parts.Reading.IsRepeating && Prepared()) || sent;
        }
        catch (Exception error)
        {
            throw Failure(new ProcessingFault("rules", error, default, 0, null));
        }
    }

    /// <summary>Goes on at a later offset. Everything before the position must be cut; what lies between is in no delivery.</summary>
    public void SkipTo(long offset)
    {
        Parts.Window.Seek(offset);
        Parts.Cut = Parts.Cut with { Offset = offset };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Preparation.Dispose();
        Parts.Dispose();
    }

    private bool Prepared() => Preparation.TryAdvance(Switching, out var moved) ? moved : Preparation.Advance(MaySwitch ? Parts.Rules.Path : null);

    private bool CompleteCheckpoint()
    {
        if (UnderWay is not { IsDone: true } written) return false;
        UnderWay = null;
        if (written.Error is not null) throw Failure(new ProcessingFault(ProcessingFault.CutStage, written.Error, default, 0, null));
        Parts.Tenure.Checkpoints.Apply(written.Checkpoint);
        Parts.Sending.Durable();
        Parts.Stored.UnderWay = null;
        foreach (var delivery in written.Released) Lane(delivery).Enqueue(delivery);
        Durable = written;
        _early.Durable(written.Checkpoint.Number);
        DurableAt = _setup.Time.GetUtcNow();
        RuntimeTelemetry.CheckpointWritten(_setup.Id.Topic, written.Took, written.Bytes);
        _setup.OnRetentionFloor?.Invoke(_setup.Id, Parts.Tenure.Checkpoints.LowestOffset);
        _setup.OnCheckpoint?.Invoke(_setup.Id, written.Checkpoint.NextOffset);
        if (Parts.Tenure.Checkpoints.WantsCompaction) Parts.Tenure.Run(_setup.Maintenance, Compact);
        return true;
    }

    private Streams.SinkLane Lane(OpenDelivery delivery)
    {
        foreach (var outlet in Parts.Outlets)
            if (outlet.Name == delivery.Sink) return outlet.Lane;
        throw new InvalidOperationException($"No sink {delivery.Sink} on {_setup.Id}.");
    }

    private void Compact()
    {
        try
        {
            Parts.Tenure.Checkpoints.Compact();
        }
        catch (Exception error)
        {
            _setup.OnEvent?.Invoke(new RuntimeEvent(_setup.Id, "damage", "Compaction stopped; the files it read stay in use.", error));
        }
    }

    private bool TryCut(bool draining)
    {
        if (UnderWay is not null) return false;
        var border = Parts.Reading.BorderAt(Parts.Window.Position);
        if (border is null ? !IsCutDue(draining) : !border.Rules.IsEmpty && !(Parts.MaySwitch && Preparation.Repeated is not null)) return false;
        _timer.Cut();
        _recordsSinceCut = 0;
        _drainCutMade |= draining;
        var asked = WantsCut && border is null;
        var made = _cutter.Cut(border, asked, asked ? Next : null, Preparation);
        _early.Cut();
        if (made is not { } cut) return border is not null;
        if (asked) (WantsCut, AskedCut, Next) = (false, cut.Checkpoint.Number, null);
        UnderWay = cut;
        Parts.Tenure.Run(_setup.Background, () =>
        {
            cut.Write(Parts.Tenure.Checkpoints, _setup.Time);
            _wake();
        });
        return true;
    }

    private bool IsCutDue(bool draining)
    {
        if (Parts.Reading.IsRepeating) return false;
        if (WantsCut) return true;
        if (draining && (!_drainCutMade || Parts.Outlets.Any(o => o.Open.Count > 0 && o.Open.First().Sequence < o.Lane.Delivered))) return true;
        return UntilTick == TimeSpan.Zero || IsOverLimits() || Parts.Reading.WantsCut(Parts.Window.Position);
    }

    private bool IsOverLimits() => _recordsSinceCut >= _setup.Options.CutRows || Parts.Outlets.WantCut(_setup.Options);

    private bool MustPause()
    {
        Paused = "";
        if (HoldsStill || _setup.IsHeld())
        {
            // What waits is not silence: the clock must not run ahead of it.
            Parts.Clock.Waits();
            Paused = "paused";
            return true;
        }

        if (UnderWay is not null && IsOverLimits()) return true;
        Paused = Parts.Outlets.Pause(_setup.Options) ?? "";
        return Paused.Length > 0;
    }

    private bool ProcessNext()
    {
        var started = _setup.Time.GetTimestamp();
        var (until, most) = Parts.Reading.Next(Parts.Window.Position);
        if (!Parts.Window.Read(until, most, _setup.Options.BatchBytes))
        {
            if (Parts.Window.IsAtEnd) Parts.Clock.CaughtUp();
            return false;
        }

        var records = Parts.Window.Records.Count;
        var (deadLetters, alerts) = (Parts.Context.Effects.DeadLetters.Count, Parts.Context.Effects.Alerts.Count);
        if (_processor.Run() is { } fault)
        {
            Obey(ShardSupervisor.Decide(fault), fault);
            return true;
        }

        Events += records;
        _recordsSinceCut += records;
        _early.Offer(alerts);
        DeadLetters += Parts.Context.Effects.DeadLetters.Count - deadLetters;
        RuntimeTelemetry.Processed(_setup.Id.Topic, records, _setup.Time.GetElapsedTime(started));
        return true;
    }

    private void Obey(SupervisorDirective directive, ProcessingFault fault)
    {
        switch (directive)
        {
            case SupervisorDirective.RestartAndSetAside(var aside):
                Restart();
                Parts.Reading.SetAside(aside);
                _setup.OnEvent?.Invoke(new RuntimeEvent(
                    _setup.Id, "set_aside", $"Offset {aside.Offset} goes to the dead letters: {aside.Stage} threw {aside.Detail}", fault.Error));
                break;
            case SupervisorDirective.RestartAndIsolate(var range):
                Restart();
                Parts.Reading.Isolate(range);
                break;
            default:
                throw Failure(fault);
        }
    }

    private void Restart()
    {
        Restarts++;
        RuntimeTelemetry.Restarted(_setup.Id.Topic);
        _recordsSinceCut = 0;
        Showed(Parts.Window.Position);
        Parts.Revert();
    }

    private void Showed(long until)
    {
        if (Parts.Outlets.Any(outlet => outlet.TakesEarly)) _mayBeShown = Math.Max(_mayBeShown, until);
    }

    private static ShardFailure Failure(ProcessingFault fault) =>
        new(fault, ShardSupervisor.Decide(fault) is SupervisorDirective.StepDown);
}
