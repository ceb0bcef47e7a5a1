namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>LEB128, as ClickHouse writes lengths and counts.</summary>
internal static class VarInt
{
    /// <summary>Writes a number and returns the bytes used (at most 10).</summary>
    public static int Write(ulong value, Span<byte> target)
    {
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }
}
