using System.Globalization;
using System.Runtime.InteropServices;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>The few calls of the C library that .NET has no method for.</summary>
internal static partial class Native
{
    internal const int Interrupt = 2;
    internal const int Quit = 3;
    internal const int Kill = 9;

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc")]
    internal static partial uint getegid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> buffer);

    internal static void ChangeOwner(string path, uint owner, uint group)
    {
        if (lchown(path, owner, group) != 0)
            throw new PostgresStartException($"Could not give {path} to account number {owner}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Account number of a path itself (a link is not followed).</summary>
    internal static uint OwnerOf(string path)
    {
        const int CurrentFolder = -100, NoFollow = 0x100, OwnerField = 20;
        const uint WantOwner = 8;
        Span<byte> buffer = stackalloc byte[256];
        if (statx(CurrentFolder, path, NoFollow, WantOwner, buffer) != 0)
            throw new PostgresStartException($"Could not look at {path}: {Marshal.GetLastPInvokeErrorMessage()}.");
        return MemoryMarshal.Read<uint>(buffer[OwnerField..]);
    }

    internal static ulong EffectiveCapabilities()
    {
        const string Field = "CapEff:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
