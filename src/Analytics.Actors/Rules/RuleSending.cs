using System.Text;
using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Actors.Timers;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Rules;

/// <summary>
/// Sends what rules that watch other keys would have been sent had they been there before: after a switch that brings such rules the shard reads its own log again from as far back as they look up to the switch, and
/// tells everybody who runs such rules since when it sends what. Invariants: nothing leaves before the switch is durable; a past is sent in the order of the log, one after the other, and from its last
/// durable position again after any fault, so that whoever gathers it drops repeats; what is said of it as complete is said behind it. The shard's thread only; appends run elsewhere, one at a time.
/// </summary>
/// <param name="setup">The shard.</param>
/// <param name="wake">Called when there is something to do.</param>
internal sealed class RuleSending(ShardSetup setup, Action wake) : IDisposable
{
    private const string KindName = "rule-sending";
    private const byte Format = 1;
    private const int BatchesAtOnce = 2;
    private static readonly byte[] Key = [0];
    private static readonly TimeSpan TriesAgainAfter = TimeSpan.FromSeconds(1);
    private readonly SinkDispatcher? _way = setup.Options.RebuildHorizon > TimeSpan.Zero ? setup.Sinks.FirstOrDefault(way => way.Sink is IPastSink) : null;
    private readonly ulong _sender = KeyHash.Combine(KeyHash.Compute(Encoding.UTF8.GetBytes(setup.Id.Topic), 0xFA57), (ulong)setup.Id.Partition);
    private readonly CancellationTokenSource _stop = new();
    private SenderSaid _says = new(0, 0, 0, SentRules.None, []);
    private List<PastToSend> _pasts = [];
    private PastReader? _reader;
    private (Task Task, SenderSaid? Said)? _append;
    private ReadOnlyMemory<byte> _unsent;
    private long _triedAt = long.MinValue;
    private bool _isSaid = true, _isDurable = true, _isNew;

    /// <summary>Takes over what the newest checkpoint says.</summary>
    public void Restore(IShardCheckpoints checkpoints)
    {
        if (!checkpoints.TryRead(KindName, Key, out var state)) return;
        var reader = new StateReader(state);
        reader.Expect(Format);
        // Again, for those who lost what they were told.
        _isSaid = false;
        _says = SenderSaid.Read(reader.Text());
        _pasts = [];
        for (var left = reader.Count(int.MaxValue); left > 0; left--) _pasts.Add(PastToSend.Read(ref reader));
    }

    /// <summary>Other rules run from an offset on. Part of a cut.</summary>
    /// <param name="from">The rules before.</param>
    /// <param name="to">The rules from there on.</param>
    /// <param name="switches">How often the rules were switched.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="now">The shard's clock.</param>
    public void Switch(RuleRevision from, RuleRevision to, long switches, long offset, long now)
    {
        if (setup.Lane.Sends is not { } sends || !from.Set.Plans.Concat(to.Set.Plans).Any(sends)) return;
        var horizon = setup.Options.RebuildHorizon;
        var (next, past, fromMicros, names) = _says.Sent.Next(from.Set, to.Set, sends, _sender, offset, now, plan => Shorter(horizon, PastReach(plan)));
        if (names is not null)
            _pasts.Add(new PastToSend(past, RuleRevision.Of(0, to.Rules.Where(rule => names.Contains(rule.Name))), fromMicros, offset, now, -1));
        var wanted = next.Rules.Values.Select(rule => rule.Past).ToHashSet();
        if (_pasts.Count > 0 && !wanted.Contains(_pasts[0].Past)) Drop();
        _pasts.RemoveAll(one => !wanted.Contains(one.Past));
        _says = new SenderSaid(switches, _says.Completed, to.Number, next, Pending());
        (_isSaid, _isDurable, _isNew) = (false, false, true);
    }

    /// <summary>The checkpoint of the last cut is durable.</summary>
    public void Durable() => _isDurable = true;

    /// <summary>Goes on; true when it did something.</summary>
    public bool Advance()
    {
        if (_way is null || !_isDurable) return false;
        if (_append is { } append)
        {
            if (!append.Task.IsCompleted) return false;
            Appended(append.Task, append.Said);
            return true;
        }

        if (_way.IsPaused || (_triedAt != long.MinValue && setup.Time.GetElapsedTime(_triedAt) < TriesAgainAfter)) return false;
        _triedAt = long.MinValue;
        if (!_isSaid) return Append(((IPastSink)_way.Sink).Tell(setup.Id, setup.Time.Micros(), _says.Write()), _says);
        return _pasts.Count > 0 && Send(_pasts[0]);
    }

    /// <summary>Writes what changed since the last cut.</summary>
    public void WriteChanges(EntityChanges changes, IEntityWriter writer)
    {
        if (!_isNew) return;
        _isNew = false;
        var said = _says.Write();
        changes.StartKind(KindName);
        var state = new StateWriter(writer.Begin(Key, 1 + 2 * StateWriter.MostVarintBytes + said.Length + _pasts.Sum(past => past.MostBytes)));
        state.Byte(Format);
        state.Text(said);
        state.Varint((ulong)_pasts.Count);
        foreach (var past in _pasts) past.Write(ref state);
        writer.Commit(state.Position);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Drop();
    }

    // Events are as late where they meet as they are there, and silence must be seen there, too.
    private TimeSpan PastReach(KeyPlan plan) => plan.RemembersLong ? TimeSpan.MaxValue : TimeSpan.FromMicroseconds(plan.ReachMicros) + 2 * setup.Lane.SentDisorder;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private ulong[] Pending() => [.. _pasts.Select(past => past.Past)];

    private bool Send(PastToSend past)
    {
        try
        {
            _reader ??= new PastReader(setup, past, (IPastSink)_way!.Sink, wake);
            var moved = _reader.IsDone;
            if (_unsent.IsEmpty)
            {
                for (var left = BatchesAtOnce; left > 0; left--) moved |= _reader.Advance();
                _unsent = _reader.Cut();
            }

            if (!_unsent.IsEmpty) return Append(_unsent, null);
            if (_reader.IsDone) Complete();
            return moved;
        }
        catch (LogUnavailableException)
        {
            _triedAt = setup.Time.GetTimestamp();
            return false;
        }
    }

    private void Complete()
    {
        setup.OnEvent?.Invoke(new RuntimeEvent(setup.Id, "rules", $"Sent what came before offset {_pasts[0].Until} to where these rules run: {string.Join(", ", _pasts[0].Rules.Rules.Select(rule => rule.Name))} (events read: {_reader!.Events})."));
        _pasts.RemoveAt(0);
        Drop();
        _says = _says with { Completed = _says.Completed + 1, Pending = Pending() };
        (_isSaid, _isNew) = (false, true);
    }

    private bool Append(ReadOnlyMemory<byte> payload, SenderSaid? said)
    {
        var task = Task.Factory.StartNew(() => AppendAsync(payload), CancellationToken.None, TaskCreationOptions.None, _way!.Scheduler).Unwrap();
        _append = (task, said);
        task.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    private async Task AppendAsync(ReadOnlyMemory<byte> payload)
    {
        using var timeout = new CancellationTokenSource(_way!.Options.DeliverTimeout, _way.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        await _way.Sink.DeliverAsync(new SinkDelivery(setup.Id, 0, 0, 0, 0, payload), either.Token);
    }

    private void Appended(Task task, SenderSaid? said)
    {
        _append = null;
        if (!task.IsCompletedSuccessfully)
        {
            _triedAt = setup.Time.GetTimestamp();
            RuntimeTelemetry.DeliveryFailed(_way!.Sink.Name, task.Exception?.InnerException?.GetType().Name ?? nameof(OperationCanceledException));
        }
        else if (said is not null)
        {
            _isSaid = ReferenceEquals(said, _says);
        }
        else if (_reader is { } reader && !_unsent.IsEmpty)
        {
            _unsent = default;
            _pasts[0] = _pasts[0] with { Position = reader.Position };
            _isNew = true;
        }
    }

    private void Drop()
    {
        _reader?.Dispose();
        (_reader, _unsent) = (null, default);
    }
}
