using System.Runtime.CompilerServices;
using Analytics.Contracts.Events;

namespace Analytics.Contracts.Log;

/// <summary>A run of records and the one buffer that holds all their bytes, with room to append derived bytes behind them.</summary>
public sealed class RecordBatch
{
    private LogRecord[] _records = new LogRecord[16];

    /// <summary>The bytes; only the first <see cref="Length"/> are in use. Replaced when it must grow: slices stay right.</summary>
    public byte[] Buffer { get; private set; } = [];

    /// <summary>Bytes in use.</summary>
    public int Length { get; set; }

    /// <summary>Records in use.</summary>
    public int Count { get; private set; }

    /// <summary>The records in log order.</summary>
    public Span<LogRecord> Records => _records.AsSpan(0, Count);

    /// <summary>Offset after the last record that was looked at, also when records in between were not delivered.</summary>
    public long NextOffset { get; set; }

    /// <summary>Forgets records and bytes; keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Length = 0;
    }

    /// <summary>Takes over a buffer whose first <paramref name="length"/> bytes are in use, forgetting all records.</summary>
    public void Use(byte[] buffer, int length)
    {
        Buffer = buffer;
        Length = length;
        Count = 0;
    }

    /// <summary>Forgets the records from <paramref name="count"/> on; their bytes stay until the next clear.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Adds a cleared record and returns it.</summary>
    public ref LogRecord Add()
    {
        if (Count == _records.Length) Array.Resize(ref _records, _records.Length * 2);
        ref var record = ref _records[Count++];
        record = default;
        record.Offset = -1;
        return ref record;
    }

    /// <summary>The bytes of a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(Utf8Slice slice) => Buffer.AsSpan(slice.Offset, slice.Length);

    /// <summary>Copies bytes behind those in use and returns where they are.</summary>
    public Utf8Slice Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return Commit(bytes.Length);
    }

    /// <summary>Free space of at least <paramref name="size"/> bytes behind those in use; write there, then <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (Buffer.Length - Length < size) Grow(Length + size);
        return Buffer.AsSpan(Length);
    }

    /// <summary>Counts <paramref name="size"/> reserved bytes as used and returns where they are.</summary>
    public Utf8Slice Commit(int size)
    {
        var slice = new Utf8Slice(Length, size);
        Length += size;
        return slice;
    }

    private void Grow(int needed)
    {
        var larger = new byte[Math.Max(needed, Math.Max(4096, (int)Math.Min(Buffer.Length * 2L, Array.MaxLength)))];
        Buffer.AsSpan(0, Length).CopyTo(larger);
        Buffer = larger;
    }
}
