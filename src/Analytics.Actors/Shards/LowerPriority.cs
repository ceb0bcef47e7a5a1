using System.Runtime.InteropServices;

namespace Analytics.Actors.Shards;

/// <summary>
/// Puts the calling thread behind those that answer requests when the processor is short: what waits in the log loses nothing by waiting, a sender who waits for an
/// acknowledgement does. .NET's own thread priorities do nothing on Linux.
/// </summary>
internal static partial class LowerPriority
{
    // A third of the weight of a thread at the default.
    private const int Nice = 5;
    private const int Process = 0;

    /// <summary>For the rest of the thread's life. Where the system has no such call nothing happens.</summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            var thread = (uint)gettid();
            _ = setpriority(Process, thread, getpriority(Process, thread) + Nice);
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library without gettid: everything runs, only not in this order.
        }
    }

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int getpriority(int which, uint who);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
