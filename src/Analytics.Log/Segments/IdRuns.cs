using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Log.Segments;

/// <summary>
/// The ids of a segment in log order, in runs of one second of commit time: what a <c>.ids</c> file holds. Seconds are rounded up, so
/// that an id is never forgotten before its horizon.
/// </summary>
internal sealed class IdRuns
{
    private const int RunHead = 12;
    private const long MicrosPerSecond = 1_000_000;
    private readonly List<(long Second, int Count)> _runs = [];
    private UInt128[] _ids = new UInt128[256];

    public int Count { get; private set; }

    public void Add(long committedAt, ReadOnlySpan<UInt128> ids)
    {
        if (ids.IsEmpty) return;
        AddRun((committedAt + MicrosPerSecond - 1) / MicrosPerSecond, ids.Length);
        Grow(ids.Length);
        ids.CopyTo(_ids.AsSpan(Count));
        Count += ids.Length;
    }

    public void LoadInto(DuplicateIndex index)
    {
        var at = 0;
        foreach (var (second, count) in _runs)
        {
            index.Load(second * MicrosPerSecond, _ids.AsSpan(at, count), more: Count - at - count);
            at += count;
        }
    }

    public byte[] Encode()
    {
        var bytes = new byte[_runs.Count * RunHead + Count * 16];
        int at = 0, id = 0;
        foreach (var (second, count) in _runs)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), second);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 8), count);
            at += RunHead;
            for (var end = id + count; id < end; id++, at += 16) BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(at), _ids[id]);
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; false when the bytes are something else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out IdRuns runs)
    {
        runs = new IdRuns { _ids = GC.AllocateUninitializedArray<UInt128>(bytes.Length / 16) };
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < RunHead) return false;
            var second = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
            bytes = bytes[RunHead..];
            if (count < 0 || count > bytes.Length / 16) return false;
            runs.AddRun(second, count);
            runs.AddEncoded(bytes[..(count * 16)]);
            bytes = bytes[(count * 16)..];
        }

        return true;
    }

    private void AddEncoded(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length / 16;
        Grow(count);
        var target = _ids.AsSpan(Count, count);
        if (BitConverter.IsLittleEndian) bytes.CopyTo(MemoryMarshal.AsBytes(target));
        else for (var i = 0; i < count; i++) target[i] = BinaryPrimitives.ReadUInt128LittleEndian(bytes[(i * 16)..]);
        Count += count;
    }

    private void AddRun(long second, int count)
    {
        if (_runs.Count > 0 && _runs[^1].Second == second) _runs[^1] = (second, _runs[^1].Count + count);
        else _runs.Add((second, count));
    }

    private void Grow(int more)
    {
        if (Count + more > _ids.Length) Array.Resize(ref _ids, Math.Max(Count + more, _ids.Length * 2));
    }
}
