using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>
/// Keyed hashes of personal values: HMAC-SHA-256 under a key that each tenant gets from the installation's secret, the first 16 bytes in
/// hexadecimal. The same value of the same tenant has the same hash after every restart; without the secret nobody can try values.
/// Recent hashes are cached. One thread.
/// </summary>
internal sealed class PersonalHashes
{
    /// <summary>Bytes of a hash in text.</summary>
    public const int TextLength = 32;

    private const int MaxCachedLength = 128;

    private readonly byte[] _secret;
    private readonly Dictionary<int, byte[]> _keys = [];
    private readonly RecentValues<UInt128> _recent;

    /// <param name="secret">The installation's secret.</param>
    /// <param name="cacheEntries">Most values in the cache.</param>
    /// <param name="seed">Seed of the cache's hash.</param>
    public PersonalHashes(ReadOnlyMemory<byte> secret, int cacheEntries, ulong seed)
    {
        _secret = secret.ToArray();
        _recent = new RecentValues<UInt128>(cacheEntries, seed);
    }

    /// <summary>Values hashed because the cache did not have them.</summary>
    public long Misses { get; private set; }

    /// <summary>Writes the hash of a value as text into the first <see cref="TextLength"/> bytes of <paramref name="target"/>.</summary>
    public void Write(int tenant, ReadOnlySpan<byte> value, Span<byte> target)
    {
        var hash = Find(tenant, value);
        Convert.TryToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in hash)), target[..TextLength], out _);
    }

    /// <summary>Tells the processor that a value will be hashed soon.</summary>
    public void Prefetch(int tenant, ReadOnlySpan<byte> value)
    {
        if (value.Length <= MaxCachedLength) _recent.Prefetch(_recent.Hash(value, tenant));
    }

    private UInt128 Find(int tenant, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxCachedLength) return Compute(tenant, value);
        var place = _recent.Hash(value, tenant);
        if (_recent.TryFind(value, tenant, place, out var hash)) return hash;
        hash = Compute(tenant, value);
        _recent.Add(value, tenant, place, hash);
        return hash;
    }

    // The bytes are kept in their order, whatever the machine's: the number is never calculated with.
    private UInt128 Compute(int tenant, ReadOnlySpan<byte> value)
    {
        Misses++;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(KeyOf(tenant), value, mac);
        return MemoryMarshal.Read<UInt128>(mac);
    }

    private byte[] KeyOf(int tenant)
    {
        if (_keys.TryGetValue(tenant, out var key)) return key;
        return _keys[tenant] = HMACSHA256.HashData(_secret, (byte[])[.. "mask/1\0"u8, .. Symbols.Utf8(tenant)]);
    }
}
