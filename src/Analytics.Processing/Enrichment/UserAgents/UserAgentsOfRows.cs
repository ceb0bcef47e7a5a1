using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// The user agents of some rows, looked up once for all the steps that want them, through a cache of the recent ones. One thread;
/// <see cref="Traits"/> is valid until the next rows are looked up.
/// </summary>
internal sealed class UserAgentsOfRows(UserAgentRecognizer recognizer, int cacheEntries, ulong seed)
{
    private readonly RecentValues<UserAgentTraits> _recent = new(cacheEntries, seed);
    private UserAgentTraits[] _traits = new UserAgentTraits[64];

    /// <summary>User agents that the rules were applied to because the cache did not have them.</summary>
    public long Misses { get; private set; }

    /// <summary>What is known about each row's user agent, by row.</summary>
    public ReadOnlySpan<UserAgentTraits> Traits => _traits;

    /// <summary>Looks up the user agents of the rows.</summary>
    public void LookUp(EventBatch batch, ReadOnlySpan<EventRow> rows)
    {
        if (_traits.Length < rows.Length) _traits = new UserAgentTraits[rows.Length * 2];
        for (var i = 0; i < rows.Length; i++) _traits[i] = rows[i].UserAgent.IsEmpty ? default : Find(batch.Bytes(rows[i].UserAgent));
    }

    private UserAgentTraits Find(ReadOnlySpan<byte> userAgent)
    {
        if (userAgent.Length > UserAgentRecognizer.MaxLength) userAgent = userAgent[..UserAgentRecognizer.MaxLength];
        var hash = _recent.Hash(userAgent, 0);
        if (_recent.TryFind(userAgent, 0, hash, out var traits)) return traits;
        Misses++;
        traits = recognizer.Recognize(userAgent);
        _recent.Add(userAgent, 0, hash, traits);
        return traits;
    }
}
