namespace Analytics.Ingestion.Admission;

/// <summary>Bounds the bytes of all requests in memory at one time.</summary>
/// <param name="maxBytes">The bound.</param>
public sealed class InFlightGate(long maxBytes)
{
    private long _bytes;

    /// <summary>Bytes in flight.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Counts bytes in; false, and nothing counted, when they do not fit.</summary>
    public bool TryEnter(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Counts bytes out.</summary>
    public void Leave(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
