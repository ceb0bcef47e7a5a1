using System.Buffers;

namespace Analytics.Ingestion.Decoding;

/// <summary>What a tenant may be called: 1 to 64 characters of <c>[A-Za-z0-9_.:-]</c>.</summary>
public static class TenantName
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"u8);

    /// <summary>True for a name.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed);

    /// <summary>True for a name.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength && IsValid(System.Text.Encoding.UTF8.GetBytes(name));
    }
}
