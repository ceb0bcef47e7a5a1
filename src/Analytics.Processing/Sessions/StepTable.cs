using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Memory;
using Analytics.Processing.State;

namespace Analytics.Processing.Sessions;

/// <summary>
/// The texts of one shard's steps and campaigns, each once, counted by use: strangers choose page addresses, so what no session uses any more is
/// forgotten. Event types are few and stay. Numbers are the shard's own and never leave memory.
/// </summary>
public sealed class StepTable
{
    private const ulong Seed = 0x57E9;
    private const int Pinned = -1;
    private const int MostShort = 15;

    private readonly Slabs<byte> _texts;
    private readonly List<int> _free = [];
    private Step[] _steps = new Step[1024];

    // What is stored of a short text, in place: the table of all steps stays in the first cache, and a copy is one store.
    private Vector128<byte>[] _short = new Vector128<byte>[1024];
    private int[] _slots = new int[2048];
    private int[] _bySymbol = new int[256];
    private int _used = 1;

    /// <summary>A table without steps.</summary>
    /// <param name="memory">Where long texts lie.</param>
    public StepTable(TableMemory memory) => _texts = new Slabs<byte>(16, memory);

    /// <summary>Texts in use.</summary>
    public int Count => _used - 1 - _free.Count;

    /// <summary>Memory in bytes, roughly.</summary>
    public long Bytes => _texts.Capacity + (_steps.Length * 32L) + (_slots.Length * 4L) + (_bySymbol.Length * 4L);

    /// <summary>The text of a step.</summary>
    public ReadOnlySpan<byte> Text(int step) => Stored(step)[1..];

    /// <summary>The length of a step's text in one byte, and the text: ready to be stored.</summary>
    public ReadOnlySpan<byte> Stored(int step)
    {
        int length = _short[step].ToScalar();
        var stored = length <= MostShort ? MemoryMarshal.AsBytes(_short.AsSpan(step, 1)) : _texts.Of(_steps[step].Block);
        return stored[..(length + 1)];
    }

    /// <summary>Writes <see cref="Stored"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTo(ref StateWriter writer, int step)
    {
        var block = _short[step];
        int length = block.ToScalar();
        if (length <= MostShort) writer.Block(block, length + 1);
        else writer.Raw(Stored(step));
    }

    /// <summary>Writes steps in their order: each how much later than the one before (the first: than <paramref name="order"/>), and <see cref="Stored"/>.</summary>
    public void WriteTo(ref StateWriter writer, scoped ReadOnlySpan<PathStep> path, long order)
    {
        while (true)
        {
            var written = WriteShort(ref writer, path, ref order);
            if (written == path.Length) return;
            var step = path[written];
            writer.Varint((ulong)(step.Order - order));
            writer.Raw(Stored(step.Step));
            order = step.Order;
            path = path[(written + 1)..];
        }
    }

    /// <summary>The step of an event type; it stays for ever.</summary>
    public int OfSymbol(int symbol)
    {
        if (symbol < _bySymbol.Length && _bySymbol[symbol] is var known and not 0) return known;
        if (symbol >= _bySymbol.Length) Array.Resize(ref _bySymbol, Math.Max(symbol + 1, _bySymbol.Length * 2));
        var step = Intern(PageAddress.Cut(Symbols.Utf8(symbol)));
        if (step != 0) _steps[step].Uses = Pinned;
        return _bySymbol[symbol] = step;
    }

    /// <summary>The step of a text, made when new, with one use more; 0 for the empty text.</summary>
    public int Intern(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        var hash = (uint)(KeyHash.Compute(text, Seed) >> 32);
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        for (; _slots[at] is var step and not 0; at = (at + 1) & mask)
        {
            if (_steps[step].Hash != hash || !text.SequenceEqual(Text(step))) continue;
            Use(step);
            return step;
        }

        return Add(text, hash, at);
    }

    /// <summary>One use more.</summary>
    public void Use(int step)
    {
        if (_steps[step].Uses != Pinned) _steps[step].Uses++;
    }

    /// <summary>One use less; the last one forgets the text. 0 is allowed.</summary>
    public void Release(int step)
    {
        if (step == 0 || _steps[step].Uses == Pinned || --_steps[step].Uses > 0) return;
        Unlink(step);
        _texts.Free(_steps[step].Block);
        _steps[step] = default;
        _short[step] = default;
        _free.Add(step);
    }

    /// <summary>Order of two steps by their bytes.</summary>
    public int Compare(int left, int right) => left == right ? 0 : Text(left).SequenceCompareTo(Text(right));

    // The first steps, up to one that is long or far from the one before. Each checkpoint writes all steps of all sessions that changed, so the loop keeps the position
    // in a register and lets each store run over into what the next one writes.
    private int WriteShort(ref StateWriter writer, scoped ReadOnlySpan<PathStep> path, ref long order)
    {
        var room = writer.Room;
        var last = room.Length - sizeof(ulong) - Vector128<byte>.Count;
        ref var target = ref MemoryMarshal.GetReference(room);
        var texts = _short;
        var (at, i, before) = (0, 0, order);
        for (; i < path.Length && at <= last; i++)
        {
            ref readonly var step = ref path[i];
            var later = (ulong)(step.Order - before);
            var text = texts[step.Step];
            int length = text.ToScalar();
            if (length > MostShort || !StateWriter.FitsOneStore(later)) break;
            at += StateWriter.StoreVarint(ref Unsafe.Add(ref target, at), later);
            text.StoreUnsafe(ref Unsafe.Add(ref target, at));
            at += length + 1;
            before = step.Order;
        }

        writer.Reserve(at);
        order = before;
        return i;
    }

    private int Add(ReadOnlySpan<byte> text, uint hash, int at)
    {
        if (Count >= _slots.Length / 2)
        {
            Rehash(_slots.Length * 2);
            at = FreeSlot(hash);
        }

        var step = NewNumber();
        _steps[step] = new Step { Hash = hash, Block = text.Length <= MostShort ? 0 : _texts.Allocate(text.Length + 1), Uses = 1 };
        _short[step] = Vector128<byte>.Zero.WithElement(0, checked((byte)text.Length));
        var target = text.Length <= MostShort ? MemoryMarshal.AsBytes(_short.AsSpan(step, 1)) : _texts.Of(_steps[step].Block);
        target[0] = (byte)text.Length;
        text.CopyTo(target[1..]);
        _slots[at] = step;
        return step;
    }

    private int NewNumber()
    {
        if (_free.Count > 0)
        {
            var number = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            return number;
        }

        if (_used == _steps.Length)
        {
            Array.Resize(ref _steps, _used * 2);
            Array.Resize(ref _short, _used * 2);
        }

        return _used++;
    }

    private void Rehash(int size)
    {
        var old = _slots;
        _slots = new int[size];
        foreach (var step in old)
            if (step != 0) _slots[FreeSlot(_steps[step].Hash)] = step;
    }

    private int FreeSlot(uint hash)
    {
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        while (_slots[at] != 0) at = (at + 1) & mask;
        return at;
    }

    // Moves later members of the run back, so that no search is cut short and no tombstone is needed.
    private void Unlink(int step)
    {
        var mask = _slots.Length - 1;
        var hole = (int)_steps[step].Hash & mask;
        while (_slots[hole] != step) hole = (hole + 1) & mask;
        for (var at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            var home = (int)_steps[_slots[at]].Hash & mask;
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
    }

    private struct Step
    {
        public uint Hash;
        public int Block;
        public int Uses;
    }
}
