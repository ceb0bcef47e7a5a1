using System.Runtime.InteropServices;

namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_vu_t</c>: one part of a record to produce.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativePart
{
    public const int Topic = 2;
    public const int Partition = 3;
    public const int Value = 4;
    public const int Key = 5;
    public const int Opaque = 6;
    public const int Flags = 7;
    public const int Timestamp = 8;
    public const int Headers = 10;

    /// <summary>The library copies the bytes, so that the caller's buffer is free at once.</summary>
    public const int CopyBytes = 2;

    [FieldOffset(0)]
    public int Kind;

    [FieldOffset(8)]
    public nint Pointer;

    [FieldOffset(8)]
    public long Number;

    [FieldOffset(16)]
    public nuint Size;

    public static NativePart Of(int kind, long number) => new() { Kind = kind, Number = number };

    public static NativePart Of(int kind, byte* bytes, int size) => new() { Kind = kind, Pointer = (nint)bytes, Size = (nuint)size };
}
