using System.Runtime.CompilerServices;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>Writes a slice with one store. Two halves that are read back as a whole at once would wait for each other in the processor.</summary>
internal static class SliceWriter
{
    /// <summary>Sets a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(out Utf8Slice target, int offset, int length)
    {
        Unsafe.SkipInit(out target);
        var whole = BitConverter.IsLittleEndian ? (uint)offset | ((ulong)(uint)length << 32) : ((ulong)(uint)offset << 32) | (uint)length;
        Unsafe.As<Utf8Slice, ulong>(ref target) = whole;
    }
}
