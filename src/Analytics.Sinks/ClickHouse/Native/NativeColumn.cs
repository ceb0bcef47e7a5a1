using System.Text;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>One column of a block in ClickHouse's Native format, growing row by row. Memory is kept from block to block.</summary>
internal abstract class NativeColumn
{
    private readonly byte[] _header;

    /// <summary>A column with a name and a type as ClickHouse writes it.</summary>
    protected NativeColumn(string name, string type)
    {
        var header = new List<byte>();
        Span<byte> length = stackalloc byte[10];
        foreach (var text in new[] { name, type })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            header.AddRange(length[..VarInt.Write((ulong)bytes.Length, length)]);
            header.AddRange(bytes);
        }

        _header = [.. header];
    }

    /// <summary>Bytes that <see cref="Write"/> will write.</summary>
    public int Size => _header.Length + BodySize;

    /// <summary>Bytes of the rows.</summary>
    protected abstract int BodySize { get; }

    /// <summary>Writes name, type and rows; returns the bytes written.</summary>
    public int Write(Span<byte> target)
    {
        _header.CopyTo(target);
        WriteBody(target[_header.Length..]);
        return Size;
    }

    /// <summary>Forgets the rows.</summary>
    public abstract void Clear();

    /// <summary>Writes the rows: exactly <see cref="BodySize"/> bytes.</summary>
    protected abstract void WriteBody(Span<byte> target);
}
