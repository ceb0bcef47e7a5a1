using System.Runtime.CompilerServices;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// One short key and its value in a <see cref="RecentTable{TValue}"/>; free when the hash is 0. Key and value lie together, so that a hit in a large
/// table waits for memory once.
/// </summary>
internal struct RecentEntry<TValue>
    where TValue : unmanaged
{
    public ulong Hash;
    public int Scope;
    public int Length;
    public ShortKey Key;
    public TValue Value;

    /// <summary>Room for the key's bytes when they are few.</summary>
    [InlineArray(Capacity)]
    public struct ShortKey
    {
        public const int Capacity = 32;

        private byte _first;
    }
}
