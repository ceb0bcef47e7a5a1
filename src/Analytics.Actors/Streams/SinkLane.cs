using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// The way from one shard to one sink, for as long as the shard is owned. Deliveries enter in sequence order once their checkpoint is durable. It outlives
/// restarts of the shard: what is offered again is known by its sequence, and replaces what still waits. Once it has ended nothing is sent any more.
/// </summary>
internal sealed class SinkLane(SinkDispatcher dispatcher, ShardId shard, long epoch, SinkLane.Load load, Action changed) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (OpenDelivery Delivery, DateTimeOffset Since)> _waiting = [];
    private readonly EarlyOffers _early = new(dispatcher, shard, epoch);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = -1;
    private long _end;
    private bool _pumping;
    private volatile bool _ended;
    private volatile StaleEpochException? _refusal;

    /// <summary>Makes or reads a payload that is not in memory. Off the shard's thread.</summary>
    public delegate ReadOnlyMemory<byte> Load(OpenDelivery delivery);

    /// <summary>Where it starts.</summary>
    public ShardId Shard => shard;

    /// <summary>Deliveries with a lower sequence have arrived. Any thread.</summary>
    public long Delivered
    {
        get
        {
            lock (_gate) return Math.Max(_next, 0);
        }
    }

    /// <summary>Why the sink refused this owner of the shard for good; null when it did not.</summary>
    public StaleEpochException? Refusal => _refusal;

    /// <summary>True from <see cref="Dispose"/> on.</summary>
    public bool IsEnded => _ended;

    /// <summary>Completes when it has ended and nothing is under way any more.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Says what had arrived before this process; the first call counts.</summary>
    public void Start(long deliveredBefore)
    {
        lock (_gate)
        {
            if (_next < 0) _next = _end = deliveredBefore;
        }
    }

    /// <summary>Takes a delivery whose checkpoint is durable.</summary>
    public void Enqueue(OpenDelivery delivery)
    {
        lock (_gate)
        {
            if (_ended || delivery.Sequence < _next)
            {
                delivery.Payload = default;
                return;
            }

            if (_waiting.Remove(delivery.Sequence, out var former)) Release(former.Delivery);
            else _end = Math.Max(_end, delivery.Sequence + 1);
            if (!delivery.Payload.IsEmpty && !dispatcher.TryKeepInMemory(delivery.Payload.Length)) delivery.Payload = default;
            _waiting[delivery.Sequence] = (delivery, dispatcher.Time.GetUtcNow());
            if (!MayStart()) return;
        }

        StartPump();
    }

    /// <summary>
    /// Takes alerts that may be written before their checkpoint is durable. Those that do not leave at once are forgotten: their delivery holds them.
    /// </summary>
    /// <param name="range">From where their delivery begins to behind what raised them.</param>
    /// <param name="payload">The alerts.</param>
    public void Offer(OffsetRange range, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_ended || dispatcher.IsPaused) return;
            _early.Add(range, payload);
            if (!MayStart()) return;
        }

        StartPump();
    }

    /// <summary>True while an operator lets the sink rest.</summary>
    public bool IsPaused => dispatcher.IsPaused;

    /// <summary>The sink takes deliveries again.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (!_waiting.ContainsKey(_next) || !MayStart()) return;
        }

        StartPump();
    }

    // Under _gate.
    private bool MayStart()
    {
        if (_pumping || _ended || _refusal is not null || dispatcher.IsPaused) return false;
        return _pumping = true;
    }

    private void StartPump()
    {
        _ = Task.Factory.StartNew(PumpAsync, CancellationToken.None, TaskCreationOptions.None, dispatcher.Scheduler).Unwrap();
    }

    /// <summary>
    /// Ends it: what waits is forgotten (it is in the shard's checkpoint, for the next owner), what is under way is cancelled. Any thread; see <see cref="Idle"/>.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            foreach (var (delivery, _) in _waiting.Values) dispatcher.ReleaseMemory(delivery.Payload.Length);
            _waiting.Clear();
            _early.Clear();
            if (!_pumping) _idle.TrySetResult();
        }

        dispatcher.Forget(this);

        // Elsewhere: a driver's answer to being cancelled may take a round trip.
        _ = Task.Factory.StartNew(_stop.Cancel, CancellationToken.None, TaskCreationOptions.None, dispatcher.Scheduler);
    }

    /// <summary>What waits or is under way. Any thread.</summary>
    public (int Deliveries, long Bytes, long Records, DateTimeOffset? Since) Backlog()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0) return default;
            return (_waiting.Count, _waiting.Values.Sum(w => (long)w.Delivery.Size), _waiting.Values.Sum(w => w.Delivery.Range.To - w.Delivery.Range.From), _waiting.Values.Min(w => w.Since));
        }
    }

    /// <summary>
    /// True while the shard should not read on: payloads fill the memory that the sink may use, and the sink is taking them. Of a sink that is down or takes
    /// longer than its patience nobody waits: what is too much for memory is loaded again when its turn comes.
    /// </summary>
    public bool HoldsBack()
    {
        if (!dispatcher.IsCrowded) return false;
        lock (_gate)
        {
            return _waiting.TryGetValue(_next, out var first) && dispatcher.Time.GetUtcNow() - first.Since < dispatcher.Options.Patience;
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (Next() is { } work) await work();
        }
        catch (Exception) when (_ended)
        {
            lock (_gate) Rest();
        }
        catch (StaleEpochException refusal)
        {
            lock (_gate)
            {
                _refusal = refusal;
                Rest();
            }
        }

        changed();
    }

    private Func<Task>? Next()
    {
        lock (_gate)
        {
            if (_early.Any) return () => _early.WriteAsync(_stop.Token);
            if (!dispatcher.IsPaused && _waiting.TryGetValue(_next, out var waiting)) return () => DeliverAsync(waiting.Delivery);
            Rest();
            return null;
        }
    }

    private OpenDelivery Newest(OpenDelivery delivery)
    {
        lock (_gate) return _waiting.TryGetValue(delivery.Sequence, out var waiting) ? waiting.Delivery : delivery;
    }

    private void Rest()
    {
        _pumping = false;
        if (_ended) _idle.TrySetResult();
    }

    private async Task DeliverAsync(OpenDelivery delivery)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var payload = await TryAsync(delivery);
                Arrived(delivery);
                dispatcher.Succeeded(this, payload.Length);
                // After a failed try the former request may still be reading these bytes.
                if (failures == 0) dispatcher.Sink.Recycle(payload);
                changed();
                return;
            }
            catch (Exception error) when (error is not StaleEpochException && !_ended)
            {
                await Task.Delay(dispatcher.Failed(this, ++failures, error), dispatcher.Time, _stop.Token);
                if (dispatcher.IsPaused) return;
                delivery = Newest(delivery);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> TryAsync(OpenDelivery delivery)
    {
        await dispatcher.Slots.WaitAsync(_stop.Token);
        try
        {
            var started = dispatcher.Time.GetTimestamp();
            using var timeout = new CancellationTokenSource(dispatcher.Options.DeliverTimeout, dispatcher.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
            ReadOnlyMemory<byte> payload;
            lock (_gate) payload = delivery.Payload;
            if (payload.IsEmpty) payload = load(delivery);
            if (_ended) throw new OperationCanceledException();
            await dispatcher.Sink.DeliverAsync(
                new SinkDelivery(shard, epoch, delivery.Sequence, delivery.Range.From, delivery.Range.To, payload), either.Token);
            RuntimeTelemetry.DeliveryTook(dispatcher.Sink.Name, dispatcher.Time.GetElapsedTime(started));
            return payload;
        }
        finally
        {
            dispatcher.Slots.Release();
        }
    }

    private void Arrived(OpenDelivery delivery)
    {
        lock (_gate)
        {
            if (_waiting.Remove(delivery.Sequence, out var waiting)) Release(waiting.Delivery);
            _next = delivery.Sequence + 1;
        }
    }

    private void Release(OpenDelivery delivery)
    {
        if (!delivery.Payload.IsEmpty) dispatcher.ReleaseMemory(delivery.Payload.Length);
        delivery.Payload = default;
    }
}
