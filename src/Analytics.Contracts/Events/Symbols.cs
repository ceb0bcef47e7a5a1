using System.Text;

namespace Analytics.Contracts.Events;

/// <summary>
/// Process-wide numbers for text of few distinct values (tenant, type, service, country, device …). Numbers differ between
/// processes: they never leave it, and nothing that is written or ordered may depend on them. Symbol 0 is the empty text.
/// Reads take no lock. Admission limits keep strangers from filling it; when it is full <see cref="TryIntern"/> says so.
/// </summary>
public static class Symbols
{
    /// <summary>Most symbols a process keeps.</summary>
    public const int Capacity = 1 << 20;

    private static readonly Lock Gate = new();
    private static volatile Table s_table = new(1 << 12);

    /// <summary>Number of symbols in use, the empty one included.</summary>
    public static int Count => s_table.Count;

    /// <summary>The symbol of the bytes, made when new.</summary>
    /// <exception cref="InvalidOperationException">The table is full.</exception>
    public static int Intern(ReadOnlySpan<byte> utf8) =>
        TryIntern(utf8, out var symbol) ? symbol : throw new InvalidOperationException("The symbol table is full.");

    /// <summary>The symbol of a text, made when new.</summary>
    public static int Intern(string text) => Intern(Encoding.UTF8.GetBytes(text));

    /// <summary>The symbol of the bytes, made when new; false when the table is full.</summary>
    public static bool TryIntern(ReadOnlySpan<byte> utf8, out int symbol)
    {
        if (utf8.IsEmpty)
        {
            symbol = 0;
            return true;
        }

        var hash = Hashing.KeyHash.Compute(utf8, 0x5EED);
        if (s_table.TryFind(utf8, hash, out symbol)) return true;
        lock (Gate)
        {
            if (s_table.TryFind(utf8, hash, out symbol)) return true;
            if (s_table.Count >= Capacity) return false;
            if (s_table.IsFull) s_table = s_table.Grow();
            symbol = s_table.Add(utf8.ToArray(), hash);
            return true;
        }
    }

    /// <summary>The symbol of a text if it has one already; never makes one (for questions that strangers ask).</summary>
    public static bool TryFind(string text, out int symbol)
    {
        symbol = 0;
        if (text.Length == 0) return true;
        var utf8 = Encoding.UTF8.GetBytes(text);
        return s_table.TryFind(utf8, Hashing.KeyHash.Compute(utf8, 0x5EED), out symbol);
    }

    /// <summary>The bytes of a symbol.</summary>
    public static ReadOnlySpan<byte> Utf8(int symbol) => s_table.Bytes(symbol);

    /// <summary>The text of a symbol; the same instance each time.</summary>
    public static string Text(int symbol) => s_table.Text(symbol);

    private sealed class Table
    {
        private readonly int[] _slots;
        private readonly byte[][] _bytes;
        private readonly string[] _texts;
        private readonly ulong[] _hashes;
        private int _count = 1;

        public Table(int capacity)
        {
            _slots = new int[capacity * 2];
            _bytes = new byte[capacity][];
            _texts = new string[capacity];
            _hashes = new ulong[capacity];
            _bytes[0] = [];
            _texts[0] = "";
        }

        public int Count => Volatile.Read(ref _count);

        public bool IsFull => _count == _bytes.Length;

        public ReadOnlySpan<byte> Bytes(int symbol) => _bytes[symbol];

        public string Text(int symbol) => _texts[symbol];

        public bool TryFind(ReadOnlySpan<byte> utf8, ulong hash, out int symbol)
        {
            var mask = _slots.Length - 1;
            for (var i = (int)hash & mask; ; i = (i + 1) & mask)
            {
                symbol = Volatile.Read(ref _slots[i]);
                if (symbol == 0) return false;
                if (_hashes[symbol] == hash && utf8.SequenceEqual(_bytes[symbol])) return true;
            }
        }

        // The slot is published last, so a reader that sees it sees the bytes too.
        public int Add(byte[] utf8, ulong hash)
        {
            var symbol = _count;
            _bytes[symbol] = utf8;
            _texts[symbol] = Encoding.UTF8.GetString(utf8);
            _hashes[symbol] = hash;
            var mask = _slots.Length - 1;
            var i = (int)hash & mask;
            while (_slots[i] != 0) i = (i + 1) & mask;
            Volatile.Write(ref _slots[i], symbol);
            Volatile.Write(ref _count, symbol + 1);
            return symbol;
        }

        public Table Grow()
        {
            var larger = new Table(_bytes.Length * 2);
            for (var symbol = 1; symbol < _count; symbol++) larger.Add(_bytes[symbol], _hashes[symbol]);
            return larger;
        }
    }
}
