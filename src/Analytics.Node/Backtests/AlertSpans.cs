namespace Analytics.Node.Backtests;

/// <summary>Alerts by what they are about, to find those that share time with another.</summary>
internal sealed class AlertSpans
{
    private readonly Dictionary<(string Kind, string Entity), (long From, long To)[]> _spans;
    private readonly Dictionary<(string Kind, string Entity), long[]> _latest = [];

    /// <summary>Takes alerts.</summary>
    public AlertSpans(IEnumerable<(string Kind, string Entity, long From, long To)> alerts)
    {
        _spans = alerts.GroupBy(alert => (alert.Kind, alert.Entity)).ToDictionary(group => group.Key, group => group.Select(alert => (alert.From, alert.To)).OrderBy(span => span.From).ToArray());
        foreach (var (key, spans) in _spans)
        {
            var latest = new long[spans.Length];
            for (var i = 0; i < spans.Length; i++) latest[i] = i == 0 ? spans[i].To : Math.Max(latest[i - 1], spans[i].To);
            _latest.Add(key, latest);
        }
    }

    /// <summary>Whether one of them is about the same and shares a moment with a time.</summary>
    public bool Touch(string kind, string entity, long from, long to)
    {
        if (!_spans.TryGetValue((kind, entity), out var spans)) return false;
        int low = 0, high = spans.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (spans[middle].From <= to) low = middle + 1;
            else high = middle;
        }

        // Of those that begin in time, one must end in time.
        return low > 0 && _latest[(kind, entity)][low - 1] >= from;
    }
}
