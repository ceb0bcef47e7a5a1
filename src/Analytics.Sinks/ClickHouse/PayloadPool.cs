using System.Numerics;
using System.Runtime.InteropServices;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Arrays for large payloads, used again once a payload has arrived: fresh memory of that size costs the kernel more to clear than the
/// encoder to fill. Bounded, and what nobody wanted for a while goes back to the system. Any thread.
/// </summary>
internal sealed class PayloadPool
{
    private const int SmallestKept = 64 << 10;
    private const long MostKept = 256L << 20;
    private const long KeptForMilliseconds = 30_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<(byte[] Array, long Since)> _idle = new();
    private long _kept;

    /// <summary>An array of at least <paramref name="size"/> bytes with whatever was in it.</summary>
    public byte[] Rent(int size)
    {
        if (size < SmallestKept) return GC.AllocateUninitializedArray<byte>(size);
        lock (_gate)
        {
            for (var node = _idle.Last; node is not null; node = node.Previous)
            {
                var array = node.Value.Array;
                if (array.Length < size || array.Length > size * 4L) continue;
                Remove(node);
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)size + ((uint)size >> 3))));
    }

    /// <summary>Takes back the array of a payload that nobody reads any more.</summary>
    public void Return(ReadOnlyMemory<byte> payload)
    {
        if (!MemoryMarshal.TryGetArray(payload, out var segment) || segment.Array is not { Length: >= SmallestKept } array) return;
        var now = Environment.TickCount64;
        lock (_gate)
        {
            while (_idle.First is { } oldest && (now - oldest.Value.Since > KeptForMilliseconds || _kept + array.Length > MostKept)) Remove(oldest);
            if (_kept + array.Length > MostKept) return;
            _idle.AddLast((array, now));
            _kept += array.Length;
        }
    }

    private void Remove(LinkedListNode<(byte[] Array, long Since)> node)
    {
        _kept -= node.Value.Array.Length;
        _idle.Remove(node);
    }
}
