using System.Collections.Concurrent;
using System.Text;
using Analytics.Contracts.Hashing;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Counts the distinct values that each tenant uses of each column of few distinct values, so that no stranger fills the process-wide table of
/// symbols. Shared by all decoders at the door; any thread; asked only for values that a decoder has not seen lately.
/// </summary>
/// <param name="maxPerColumn">Most values of one tenant and column.</param>
/// <param name="maxTenants">Most tenants; 0 for any number.</param>
/// <param name="isKnownTenant">Tenants that have their place already and are admitted in any case; null for none.</param>
public sealed class DistinctValues(int maxPerColumn, int maxTenants, Func<string, bool>? isKnownTenant = null)
{
    private readonly ConcurrentDictionary<(int Tenant, int Column, UInt128 Value), bool> _seen = new();
    private readonly ConcurrentDictionary<(int Tenant, int Column), int> _counts = new();

    internal bool Admit(int tenant, SymbolColumn column, ReadOnlySpan<byte> value)
    {
        var limit = column == SymbolColumn.Tenant ? maxTenants : maxPerColumn;
        if (limit == 0) return true;
        var key = (tenant, (int)column, KeyHash.Compute128(value, 0x5EED));
        if (_seen.ContainsKey(key)) return true;
        lock (_counts)
        {
            if (_seen.ContainsKey(key)) return true;
            var count = _counts.GetValueOrDefault((tenant, (int)column));
            if (count >= limit) return column == SymbolColumn.Tenant && isKnownTenant?.Invoke(Encoding.UTF8.GetString(value)) == true;
            _counts[(tenant, (int)column)] = count + 1;
            _seen[key] = true;
            return true;
        }
    }
}
