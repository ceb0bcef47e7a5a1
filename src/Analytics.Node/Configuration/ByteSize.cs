using System.Globalization;

namespace Analytics.Node.Configuration;

/// <summary>A number of bytes. In configuration files it is written with a unit: <c>10MB</c> (powers of ten), <c>256MiB</c> (powers of two).</summary>
/// <param name="Bytes">Bytes.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>, IComparable
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>So many times 1,024 bytes.</summary>
    public static ByteSize KiB(long count) => new(count << 10);

    /// <summary>So many times 1,048,576 bytes.</summary>
    public static ByteSize MiB(long count) => new(count << 20);

    /// <summary>So many times 1,073,741,824 bytes.</summary>
    public static ByteSize GiB(long count) => new(count << 30);

    /// <summary>The bytes, so that a size can be used where a number is asked for.</summary>
    public static implicit operator long(ByteSize size) => size.Bytes;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is ByteSize other ? CompareTo(other) : 1;

    /// <summary>The size with the largest unit that divides it: <c>256MiB</c>.</summary>
    public override string ToString()
    {
        var (value, unit) = (Bytes, 0);
        while (value != 0 && value % 1024 == 0 && unit < Units.Length - 1) (value, unit) = (value / 1024, unit + 1);
        return value.ToString(CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <inheritdoc/>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <inheritdoc/>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <inheritdoc/>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <inheritdoc/>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;
}
