namespace Analytics.Processing.Patterns.Matching;

/// <summary>How much a shard may hold of what has not matched yet.</summary>
public sealed record PatternLimits
{
    /// <summary>Most unfinished matches of one rule and key; the oldest goes for a new one. Default 100.</summary>
    public int PartialsPerRule { get; init; } = 100;

    /// <summary>Most unfinished matches of one key; the oldest goes for a new one. Default 1,000.</summary>
    public int PartialsPerKey { get; init; } = 1000;

    /// <summary>Most unfinished matches of one rule in a shard's memory, of all keys together; a key that adds one above that loses its oldest. Default 1,000,000.</summary>
    public int PartialsOfRule { get; init; } = 1_000_000;

    /// <summary>Most unfinished matches of one tenant in a shard's memory; a key that adds one above that loses its oldest. Default 1,000,000.</summary>
    public int PartialsPerTenant { get; init; } = 1_000_000;

    /// <summary>Most events of one key that wait for their turn; the oldest is processed early when one more comes. Default 1,000.</summary>
    public int WaitingPerKey { get; init; } = 1000;
}
