namespace Analytics.Contracts.Memory;

/// <summary>
/// Arrays whose memory is really there. The system gives fresh memory page by page as it is touched. A table that is looked into before it is written to costs each page
/// twice: the read maps the common page of zeros, and the write replaces it, which interrupts every other processor that runs this process.
/// </summary>
public static class TouchedArray
{
    /// <summary>An array of default values, every page of which was written to.</summary>
    /// <param name="length">Elements.</param>
    public static T[] Of<T>(int length)
        where T : unmanaged
    {
        var array = GC.AllocateUninitializedArray<T>(length);
        Array.Clear(array);
        return array;
    }
}
