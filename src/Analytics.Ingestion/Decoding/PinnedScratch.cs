using System.Runtime.InteropServices;

namespace Analytics.Ingestion.Decoding;

/// <summary>Memory that does not move while an event is decoded: where strings with escapes are resolved to.</summary>
internal sealed unsafe class PinnedScratch
{
    private readonly List<byte[]> _full = [];
    private byte[] _memory = [];
    private int _used;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _used = 0;
        if (_full.Count > 0) _full.Clear();
    }

    /// <summary>Resolves a checked string; its text stays there until <see cref="Clear"/>.</summary>
    public byte* Resolve(byte* source, int length, out int resolved)
    {
        var target = Reserve(length);
        resolved = JsonEscapes.Resolve(source, length, target);
        _used += resolved;
        return target;
    }

    /// <summary>Room for <paramref name="length"/> bytes, with as much behind them as scanning may read; counted as used only by <see cref="Commit"/>.</summary>
    public byte* Reserve(int length)
    {
        if (_memory.Length - _used < length + JsonText.Overread)
        {
            if (_used > 0) _full.Add(_memory);
            _memory = GC.AllocateUninitializedArray<byte>(Math.Max(4096, Math.Max(_memory.Length, length * 2) + JsonText.Overread), pinned: true);
            _used = 0;
        }

        return (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, _used);
    }

    /// <summary>Counts reserved bytes as used.</summary>
    public void Commit(int length) => _used += length;
}
