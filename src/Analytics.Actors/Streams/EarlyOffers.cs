using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>Alerts of one shard that a sink may have before their checkpoint. None of them is owed: what is not written here comes with its delivery, which says so if it cannot either.</summary>
internal sealed class EarlyOffers(SinkDispatcher dispatcher, ShardId shard, long epoch)
{
    private const int MostWaiting = 1_000;

    // What waits longer may meet another owner of the shard.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<(OffsetRange Range, ReadOnlyMemory<byte> Payload, long At)> _waiting = [];

    public bool Any
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

    public void Add(OffsetRange range, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWaiting) _waiting.Add((range, payload, dispatcher.Time.GetTimestamp()));
        }
    }

    public void Clear()
    {
        lock (_gate) _waiting.Clear();
    }

    /// <summary>Writes what waits.</summary>
    public async Task WriteAsync(CancellationToken stop)
    {
        (OffsetRange Range, ReadOnlyMemory<byte> Payload, long At)[] offers;
        lock (_gate)
        {
            offers = [.. _waiting];
            _waiting.Clear();
        }

        try
        {
            using var timeout = new CancellationTokenSource(dispatcher.Options.DeliverTimeout, dispatcher.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
            foreach (var run in offers.GroupBy(offer => offer.Range.From))
            {
                ReadOnlyMemory<byte>[] young = [.. run.Where(offer => dispatcher.Time.GetElapsedTime(offer.At) < LongestWait).Select(offer => offer.Payload)];
                if (young.Length == 0 || stop.IsCancellationRequested || dispatcher.IsPaused) continue;
                await ((IEarlySink)dispatcher.Sink).WriteEarlyAsync(new SinkDelivery(shard, epoch, 0, run.Key, run.Max(offer => offer.Range.To), Join(young)), either.Token);
            }
        }
        catch (Exception error) when (error is not StaleEpochException && !stop.IsCancellationRequested)
        {
            RuntimeTelemetry.DeliveryFailed(dispatcher.Sink.Name, error.GetType().Name);
        }
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte>[] payloads)
    {
        if (payloads.Length == 1) return payloads[0];
        var all = new byte[payloads.Sum(payload => payload.Length)];
        var length = 0;
        foreach (var payload in payloads)
        {
            payload.CopyTo(all.AsMemory(length));
            length += payload.Length;
        }

        return all;
    }
}
