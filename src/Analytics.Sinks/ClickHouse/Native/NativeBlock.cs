namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>Columns of equal length that make one block.</summary>
/// <param name="columns">In any order; ClickHouse goes by name.</param>
internal sealed class NativeBlock(params NativeColumn[] columns)
{
    /// <summary>Rows in the block; the owner counts.</summary>
    public int Rows { get; set; }

    /// <summary>Bytes that <see cref="Write"/> will write.</summary>
    public int Size
    {
        get
        {
            Span<byte> header = stackalloc byte[20];
            var size = WriteHeader(header);
            foreach (var column in columns) size += column.Size;
            return size;
        }
    }

    /// <summary>Writes the block; returns the bytes written.</summary>
    public int Write(Span<byte> target)
    {
        var at = WriteHeader(target);
        foreach (var column in columns) at += column.Write(target[at..]);
        return at;
    }

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear()
    {
        Rows = 0;
        foreach (var column in columns) column.Clear();
    }

    private int WriteHeader(Span<byte> target)
    {
        var at = VarInt.Write((ulong)columns.Length, target);
        return at + VarInt.Write((ulong)Rows, target[at..]);
    }
}
