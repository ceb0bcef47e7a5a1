namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Offsets of one partition that are asked for together.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal readonly record struct HistoryStretch(long From, long To)
{
    /// <summary>Cuts the offsets of a partition so that none has many more events than wanted.</summary>
    /// <param name="range">The partition.</param>
    /// <param name="counts">Events by the number of their piece of <paramref name="width"/> offsets, counted from the range's first; what is not there has none.</param>
    /// <param name="width">Offsets of a piece.</param>
    /// <param name="most">Events of a stretch.</param>
    public static IEnumerable<HistoryStretch> Cut(HistoryRange range, IReadOnlyDictionary<long, long> counts, long width, long most)
    {
        var (from, gathered) = (range.First, 0L);
        foreach (var (piece, count) in counts.OrderBy(one => one.Key))
        {
            var start = range.First + piece * width;
            if (gathered + count > most && start > from)
            {
                if (gathered > 0) yield return new HistoryStretch(from, start);
                (from, gathered) = (start, 0);
            }

            gathered += count;
            // More than wanted in one piece: they are taken to lie evenly in it.
            var parts = (count + most - 1) / most;
            var end = Math.Min(range.End, start + width);
            for (var left = parts; left > 1 && (end - from) / left > 0; left--)
            {
                var cut = from + (end - from) / left;
                yield return new HistoryStretch(from, cut);
                (from, gathered) = (cut, count / parts);
            }
        }

        if (gathered > 0) yield return new HistoryStretch(from, range.End);
    }
}
