using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Actors.Entities;

/// <summary>Settings of <see cref="PatternActors"/>.</summary>
public sealed record PatternOptions
{
    /// <summary>How late an event may come and still be in its order. Also how long an event waits for its turn; zero: none waits, and one that is older than another of its key is too late. Default 2 s.</summary>
    public TimeSpan Disorder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a key is remembered after the last arrival of one of its events; never less than its rules' longest window or match. Default 24 hours.</summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same for keys whose rules ask about more than a window: values seen, histories, times of last events. Default 90 days.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Most keys of a shard in memory; above it those that did not change and wait for nothing are in storage only. Default 200,000.</summary>
    public int MostLive { get; init; } = 200_000;

    /// <summary>Whether the shard has a key, by its hash: on a lane of many keys an event comes for some of its own. Default all.</summary>
    public Func<ulong, bool> Has { get; init; } = _ => true;

    /// <summary>Whether a key's events are together on the shard's lane, so that its rules run here. Default always.</summary>
    public Func<KeyPlan, bool> Watches { get; init; } = _ => true;

    /// <summary>Whether events are past ones, of which only what stays open counts: matches are raised and counted nowhere. Default false.</summary>
    public bool IsPast { get; init; }

    /// <summary>How much a shard holds of what has not matched yet.</summary>
    public PatternLimits Limits { get; init; } = new();
}
