using System.Buffers.Binary;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities;

/// <summary>
/// Keys of passive entities by the hour in which their stored state may be forgotten: all that is kept of them in memory (the key and two bytes).
/// A key may be in it more than once, or be live again: whoever takes an hour looks at the state itself.
/// </summary>
public sealed class ExpiryLedger
{
    private readonly SortedDictionary<long, Bucket> _byHour = [];

    /// <summary>Memory in bytes, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>Notes that the state of a key may be forgotten at a time (microseconds since 1970), or up to an hour later.</summary>
    public void Add(long expiresAt, ReadOnlySpan<byte> key)
    {
        var hour = Micros.Index(expiresAt, Micros.Hour) + 1;
        if (!_byHour.TryGetValue(hour, out var bucket)) _byHour.Add(hour, bucket = new Bucket());
        bucket.Add(key);
        Bytes += key.Length + sizeof(ushort);
    }

    /// <summary>Calls back for each key whose hour has come, in the order noted, and forgets it.</summary>
    public void TakeDue(long now, Action<ReadOnlyMemory<byte>> take)
    {
        while (_byHour.Count > 0)
        {
            var (hour, bucket) = _byHour.First();
            if (hour * Micros.Hour > now) return;
            _byHour.Remove(hour);
            Bytes -= bucket.Length;
            bucket.ForEach(take);
        }
    }

    private sealed class Bucket
    {
        private byte[] _keys = new byte[256];

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> key)
        {
            var needed = Length + sizeof(ushort) + key.Length;
            if (needed > _keys.Length) Array.Resize(ref _keys, Math.Max(needed, _keys.Length * 2));
            BinaryPrimitives.WriteUInt16LittleEndian(_keys.AsSpan(Length), checked((ushort)key.Length));
            key.CopyTo(_keys.AsSpan(Length + sizeof(ushort)));
            Length = needed;
        }

        public void ForEach(Action<ReadOnlyMemory<byte>> take)
        {
            for (var at = 0; at < Length;)
            {
                int length = BinaryPrimitives.ReadUInt16LittleEndian(_keys.AsSpan(at));
                take(_keys.AsMemory(at + sizeof(ushort), length));
                at += sizeof(ushort) + length;
            }
        }
    }
}
