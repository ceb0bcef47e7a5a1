using System.Runtime.InteropServices;

namespace Analytics.Contracts.Memory;

/// <summary>
/// Memory outside the collected heap, which lives until it is freed, or as long as somebody refers to this object; its bytes are whatever was there. A large block lies in pages of 2 MiB
/// where the system gives them to those who ask (Linux: transparent huge pages, <c>always</c> or <c>madvise</c>).
/// </summary>
internal sealed unsafe partial class MemoryBlock
{
    private const int HugePage = 2 << 20;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int WantHugePages = 14;
    private readonly nuint _length;
    private readonly bool _isMapped;
    private void* _mapped;

    public MemoryBlock(long bytes)
    {
        _isMapped = OperatingSystem.IsLinux() && bytes >= HugePage;
        _length = _isMapped ? (nuint)(((bytes + HugePage - 1) / HugePage * HugePage) + HugePage) : (nuint)bytes;
        if (!_isMapped)
        {
            Start = _mapped = NativeMemory.Alloc(_length);
            return;
        }

        _mapped = mmap(null, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_mapped == -1)
        {
            _mapped = null;
            throw new InsufficientMemoryException($"The system has no {_length} bytes more.");
        }

        Start = (void*)(((nuint)_mapped + HugePage - 1) & ~(nuint)(HugePage - 1));
        // Refused where there are none: then they are ordinary pages.
        _ = madvise(Start, _length - HugePage, WantHugePages);
    }

    ~MemoryBlock() => Release();

    /// <summary>The first byte.</summary>
    public void* Start { get; }

    /// <summary>Gives the memory back: from now on nobody may look at it.</summary>
    public void Release()
    {
        if (_mapped == null) return;
        if (_isMapped) _ = munmap(_mapped, _length);
        else NativeMemory.Free(_mapped);
        _mapped = null;
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
