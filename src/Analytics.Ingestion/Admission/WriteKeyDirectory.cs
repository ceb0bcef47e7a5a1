using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Ingestion.Admission;

/// <summary>
/// Write keys → tenants. Only SHA-256 hashes are kept; a key is looked up by its hash, and the whole hash is compared in constant time, so an
/// answer's timing tells nothing about a key.
/// </summary>
public sealed class WriteKeyDirectory
{
    private readonly Dictionary<long, List<(byte[] Hash, string Tenant)>> _byHash = [];
    private readonly HashSet<string> _tenants;
    private readonly bool _isRequired;

    /// <summary>The keys of the options.</summary>
    public WriteKeyDirectory(AdmissionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _isRequired = options.RequireWriteKey;
        _tenants = [.. options.WriteKeys.Where(entry => entry.Value.Count > 0).Select(entry => entry.Key)];
        foreach (var (tenant, keys) in options.WriteKeys)
            foreach (var key in keys) Add(key, tenant);
    }

    /// <summary>True when events of a tenant need a write key.</summary>
    public bool NeedsKey(string tenant) => _isRequired || (_tenants.Count > 0 && _tenants.Contains(tenant));

    /// <summary>The tenant that a key may write for.</summary>
    public bool TryFind(string key, out string tenant)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        foreach (var (known, owner) in _byHash.GetValueOrDefault(Prefix(hash)) ?? [])
        {
            if (!CryptographicOperations.FixedTimeEquals(known, hash)) continue;
            tenant = owner;
            return true;
        }

        tenant = "";
        return false;
    }

    private void Add(string key, string tenant)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        if (!_byHash.TryGetValue(Prefix(hash), out var list)) _byHash[Prefix(hash)] = list = [];
        list.Add((hash, tenant));
    }

    private static long Prefix(byte[] hash) => BinaryPrimitives.ReadInt64LittleEndian(hash);
}
