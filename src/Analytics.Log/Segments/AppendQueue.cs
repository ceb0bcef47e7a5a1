using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>Appends of one partition on their way to its writer, in order. Bounded by bytes.</summary>
internal sealed class AppendQueue(long maxBytes)
{
    private const int KeepPooled = 1024;
    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly Stack<PendingAppend> _pool = new();
    private long _bytes;
    private string? _closed;

    public bool HasWork => Volatile.Read(ref _bytes) > 0;

    /// <exception cref="LogUnavailableException">Closed, or too much is waiting.</exception>
    public ValueTask Enqueue(
        RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, long bytes, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_closed is not null) throw new LogUnavailableException(_closed);
            if (_bytes > 0 && _bytes + bytes > maxBytes)
                throw new LogUnavailableException($"The disk does not keep up: {_bytes} bytes are waiting to be written.");
            var append = _pool.TryPop(out var pooled) ? pooled : new PendingAppend(this);
            append.Set(source, indices, offsets, bytes, cancellation);
            _waiting.Enqueue(append);
            Volatile.Write(ref _bytes, _bytes + bytes);
            return append.Task;
        }
    }

    /// <summary>Moves appends of up to <paramref name="limit"/> bytes, at least one, to a list.</summary>
    public void Take(List<PendingAppend> target, long limit)
    {
        lock (_gate)
        {
            var taken = 0L;
            while (_waiting.TryPeek(out var next) && (taken == 0 || taken + next.Bytes <= limit))
            {
                taken += next.Bytes;
                target.Add(_waiting.Dequeue());
            }

            Volatile.Write(ref _bytes, _bytes - taken);
        }
    }

    /// <summary>Refuses appends from now on; those that wait are still taken.</summary>
    public void Close(string reason)
    {
        lock (_gate) _closed ??= reason;
    }

    public void Return(PendingAppend append)
    {
        lock (_gate)
        {
            if (_pool.Count < KeepPooled) _pool.Push(append);
        }
    }
}
