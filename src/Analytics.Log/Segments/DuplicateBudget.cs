namespace Analytics.Log.Segments;

/// <summary>Bounds the ids that all partitions of a log remember together. When they are too many the oldest generation anywhere goes.</summary>
internal sealed class DuplicateBudget(long maxIds)
{
    private const int LargestGeneration = 1 << 20;
    private const int SmallestGeneration = 16;
    private DuplicateIndex[] _indexes = [];
    private long _count;

    /// <summary>Ids of a generation at most: bounds both the pause of growing a table and what is forgotten at once.</summary>
    public int GenerationSize { get; } = (int)Math.Clamp(maxIds / 16, SmallestGeneration, LargestGeneration);

    /// <summary>Ids remembered now.</summary>
    public long Total => Interlocked.Read(ref _count);

    public void Register(DuplicateIndex index) => _indexes = [.. _indexes, index];

    public void Count(long change) => Interlocked.Add(ref _count, change);

    /// <summary>Drops generations until the bound holds. Call without holding any index's gate.</summary>
    public void Enforce()
    {
        while (Total > maxIds)
        {
            var oldest = _indexes.MinBy(index => index.OldestAt);
            if (oldest is null || oldest.OldestAt == long.MaxValue) return;
            oldest.DropOldest();
        }
    }
}
