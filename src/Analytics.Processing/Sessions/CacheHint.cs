using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Processing.Sessions;

/// <summary>Tells the processor what will be read in a moment, so that the misses of many events overlap. Changes no result; does nothing where there is no such instruction.</summary>
internal static unsafe class CacheHint
{
    private const int Line = 64;

    /// <summary>The line of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<T>(ref T value)
        where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref value));
    }

    /// <summary>All lines of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadAll<T>(ref T value)
        where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        var first = (byte*)Unsafe.AsPointer(ref value);
        for (var offset = 0; offset < sizeof(T); offset += Line) Sse.Prefetch0(first + offset);
    }
}
