namespace Analytics.Ingestion.Admission;

/// <summary>Bounds the bytes of all requests in memory at one time.</summary>
/// <param name="maxBytes">The bound. A request that is alone is let in also above it, so that none is refused for ever.</param>
public sealed class InFlightGate(long maxBytes)
{
    private long _bytes;

    /// <summary>Bytes in flight.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Counts bytes in for a request that holds some already; false, and nothing counted, when they do not fit.</summary>
    internal bool TryEnter(long bytes, long held)
    {
        var all = Interlocked.Add(ref _bytes, bytes);
        if (all <= maxBytes || all == held + bytes) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Counts bytes out.</summary>
    internal void Leave(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
