using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// The way from one shard to one sink. Deliveries enter in sequence order once their checkpoint is durable. It outlives restarts of the shard: what is
/// offered again is known by its sequence, and replaces what still waits.
/// </summary>
internal sealed class SinkLane(
    SinkDispatcher dispatcher, ShardId shard, long epoch, Func<OpenDelivery, ReadOnlyMemory<byte>> load, Action delivered)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (OpenDelivery Delivery, DateTimeOffset Since)> _waiting = [];
    private long _next = -1;
    private long _end;
    private bool _pumping;

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
            if (delivery.Sequence < _next)
            {
                delivery.Payload = default;
                return;
            }

            if (_waiting.Remove(delivery.Sequence, out var former)) Release(former.Delivery);
            else _end = Math.Max(_end, delivery.Sequence + 1);
            if (!delivery.Payload.IsEmpty && !dispatcher.TryKeepInMemory(delivery.Payload.Length)) delivery.Payload = default;
            _waiting[delivery.Sequence] = (delivery, dispatcher.Time.GetUtcNow());
            if (_pumping) return;
            _pumping = true;
        }

        _ = Task.Factory.StartNew(PumpAsync, CancellationToken.None, TaskCreationOptions.None, dispatcher.Scheduler).Unwrap();
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

    private async Task PumpAsync()
    {
        try
        {
            while (Peek() is { } delivery) await DeliverAsync(delivery);
        }
        catch (OperationCanceledException) when (dispatcher.Stopping.IsCancellationRequested)
        {
            // Stopped: what is open stays in the checkpoints.
        }
    }

    private OpenDelivery? Peek()
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(_next, out var waiting)) return waiting.Delivery;
            _pumping = false;
            return null;
        }
    }

    private async Task DeliverAsync(OpenDelivery delivery)
    {
        for (var failures = 0; ;)
        {
            dispatcher.Stopping.ThrowIfCancellationRequested();
            try
            {
                var bytes = await TryAsync(delivery);
                Arrived(delivery);
                dispatcher.Succeeded(this, bytes);
                delivered();
                return;
            }
            catch (Exception error) when (!dispatcher.Stopping.IsCancellationRequested)
            {
                await Task.Delay(dispatcher.Failed(this, ++failures, error), dispatcher.Time, dispatcher.Stopping);
                delivery = Peek() ?? delivery;
            }
        }
    }

    private async Task<int> TryAsync(OpenDelivery delivery)
    {
        await dispatcher.Slots.WaitAsync(dispatcher.Stopping);
        try
        {
            var started = dispatcher.Time.GetTimestamp();
            var payload = delivery.Payload;
            if (payload.IsEmpty) payload = load(delivery);
            using var timeout = new CancellationTokenSource(dispatcher.Options.DeliverTimeout, dispatcher.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, dispatcher.Stopping);
            await dispatcher.Sink.DeliverAsync(
                new SinkDelivery(shard, epoch, delivery.Sequence, delivery.Range.From, delivery.Range.To, payload), either.Token);
            RuntimeTelemetry.DeliveryTook(dispatcher.Sink.Name, dispatcher.Time.GetElapsedTime(started));
            return payload.Length;
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
