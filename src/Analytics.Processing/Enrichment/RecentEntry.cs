namespace Analytics.Processing.Enrichment;

/// <summary>One key and its value in a <see cref="RecentTable{TValue}"/>; free when the key is null.</summary>
internal struct RecentEntry<TValue>
{
    public ulong Hash;
    public byte[]? Key;
    public TValue Value;
    public int Scope;
}
