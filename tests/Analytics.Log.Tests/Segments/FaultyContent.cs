namespace Analytics.Log.Tests.Segments;

/// <summary>A file's bytes now, those that were flushed, and the writes in between.</summary>
internal sealed class FaultyContent
{
    private const int Sector = 512;
    private readonly List<(int Position, byte[]? Bytes)> _unflushed = [];
    private byte[] _flushed;

    public FaultyContent(byte[]? flushed = null)
    {
        _flushed = flushed ?? [];
        Bytes = [.. _flushed];
    }

    public List<byte> Bytes { get; }

    public byte[] Read(int position, int length) =>
        position >= Bytes.Count ? [] : Bytes.GetRange(position, Math.Min(length, Bytes.Count - position)).ToArray();

    public void Write(int position, byte[] bytes)
    {
        _unflushed.Add((position, bytes));
        Apply(Bytes, position, bytes);
    }

    public bool Truncate(int length)
    {
        _unflushed.Add((length, null));
        Apply(Bytes, length, null);
        return true;
    }

    public bool Flush()
    {
        _unflushed.Clear();
        _flushed = [.. Bytes];
        return true;
    }

    /// <summary>Truncations keep their place; of each write any sectors are there.</summary>
    public FaultyContent AfterPowerLoss(Random random)
    {
        var bytes = new List<byte>(_flushed);
        foreach (var (position, written) in _unflushed)
        {
            if (written is null) Apply(bytes, position, null);
            else WriteSectors(bytes, position, written, random);
        }

        return new FaultyContent([.. bytes]);
    }

    private static void WriteSectors(List<byte> bytes, int position, byte[] written, Random random)
    {
        var luck = random.Next(4);
        for (var at = 0; at < written.Length;)
        {
            var length = Math.Min(Sector - (position + at) % Sector, written.Length - at);
            if (luck == 3 || (luck > 0 && random.Next(2) == 0)) Apply(bytes, position + at, written[at..(at + length)]);
            at += length;
        }
    }

    private static void Apply(List<byte> target, int position, byte[]? bytes)
    {
        if (bytes is null)
        {
            if (position < target.Count) target.RemoveRange(position, target.Count - position);
            else target.AddRange(new byte[position - target.Count]);
            return;
        }

        if (target.Count < position) target.AddRange(new byte[position - target.Count]);
        var over = Math.Min(bytes.Length, target.Count - position);
        for (var i = 0; i < over; i++) target[position + i] = bytes[i];
        target.AddRange(bytes[over..]);
    }
}
