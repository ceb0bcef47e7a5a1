namespace Analytics.Store;

/// <summary>
/// Ends the program when its parent dies, however it dies: the parent holds the other end of standard input, and the kernel closes it.
/// (The kernel's parent-death signal would do for a parent of one thread; .NET starts children from pool threads, which come and go.)
/// </summary>
internal static class ParentWatch
{
    /// <summary>Calls back once when standard input ends.</summary>
    public static void Start(Action parentDied)
    {
        var watch = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[256];
            try
            {
                while (input.Read(ignored) > 0)
                {
                    // Only the end matters.
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end too.
            }

            parentDied();
        }) { IsBackground = true, Name = "parent watch" };
        watch.Start();
    }
}
