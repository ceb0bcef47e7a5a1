using System.Threading.Tasks.Sources;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>An append that waits for its commit. Pooled; its caller's continuation never runs on the committer's thread.</summary>
internal sealed class PendingAppend(AppendQueue pool) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    public RecordBatch Source { get; private set; } = null!;
    public ReadOnlyMemory<int> Indices { get; private set; }
    public Memory<long> Offsets { get; private set; }
    public CancellationToken Cancellation { get; private set; }
    public long Bytes { get; private set; }

    public ValueTask Task => new(this, _core.Version);

    public void Set(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, long bytes, CancellationToken cancellation)
    {
        (Source, Indices, Offsets, Bytes, Cancellation) = (source, indices, offsets, bytes, cancellation);
    }

    public void Complete() => _core.SetResult(true);

    public void Fail(Exception reason) => _core.SetException(reason);

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Source = null!;
            Indices = default;
            Offsets = default;
            Cancellation = default;
            pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
