using System.Runtime.InteropServices;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>A <c>UUID</c> as the Native format has it: the high half first, each half little endian.</summary>
/// <param name="value">The 128 bits, most significant first in text.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeUuid(UInt128 value)
{
    private readonly ulong _high = (ulong)(value >> 64);
    private readonly ulong _low = (ulong)value;

    /// <inheritdoc/>
    public override string ToString() => $"{_high:x16}{_low:x16}";
}
