namespace Analytics.Log.Kafka;

/// <summary>
/// Tells each notice once in a while: a client library repeats what is wrong many times a second for as long as it is. The next telling says how often it was repeated. Any thread.
/// </summary>
/// <param name="tell">Gets what is told.</param>
/// <param name="time">The clock.</param>
public sealed class CalmNotices(Action<string> tell, TimeProvider time)
{
    /// <summary>How long the same notice is not told again.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);

    private const int MostKinds = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long ToldAt, long Repeated)> _kinds = [];

    /// <summary>Tells a notice, unless the same was told a moment ago. What stands in brackets at its end (how long, how often) does not make it another.</summary>
    public void Tell(string notice)
    {
        var bracket = notice.IndexOf(" (", StringComparison.Ordinal);
        var kind = bracket < 0 ? notice : notice[..bracket];
        long repeated;
        lock (_gate)
        {
            var known = _kinds.TryGetValue(kind, out var seen);
            if (known && time.GetElapsedTime(seen.ToldAt) < Calm)
            {
                _kinds[kind] = seen with { Repeated = seen.Repeated + 1 };
                return;
            }

            if (_kinds.Count >= MostKinds) _kinds.Clear();
            _kinds[kind] = (time.GetTimestamp(), 0);
            repeated = seen.Repeated;
        }

        tell(repeated == 0 ? notice : FormattableString.Invariant($"{notice} (and {repeated} times since it was said last)"));
    }
}
