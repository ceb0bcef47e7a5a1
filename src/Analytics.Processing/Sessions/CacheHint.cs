using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>The first line of some values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetReference(values)));
    }

    /// <summary>All lines of some values.</summary>
    public static void LoadAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!Sse.IsSupported || values.IsEmpty) return;
        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));
        var size = values.Length * sizeof(T);
        for (var offset = 0; offset < size; offset += Line) Sse.Prefetch0(first + offset);
        Sse.Prefetch0(first + size - 1);
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
