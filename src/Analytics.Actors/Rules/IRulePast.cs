using Analytics.Contracts.Events;

namespace Analytics.Actors.Rules;

/// <summary>
/// What new rules would remember had they seen events that were processed before they came. It is gathered beside everything: no match is raised, and nothing is changed until a kind takes it over
/// (<see cref="IRuledKind.Run"/>). One thread.
/// </summary>
public interface IRulePast
{
    /// <summary>How far back from now events matter to them; <see cref="TimeSpan.MaxValue"/> where they remember without a bound.</summary>
    TimeSpan Reach { get; }

    /// <summary>Offset before which the log has not all that they look at.</summary>
    long Earliest { get; }

    /// <summary>Offset of the first event that is in it.</summary>
    long From { get; }

    /// <summary>Begins with nothing, at an offset.</summary>
    void Begin(long offset);

    /// <summary>Shows it events, in the order of the log. What would take too much memory makes it begin anew behind them.</summary>
    void Receive(EventBatch batch);
}
