using Analytics.Contracts.Events;

namespace Analytics.Actors.Rules;

/// <summary>
/// What new rules would remember had they seen events that were processed before they came. It is gathered beside everything: nothing is raised or changed until a kind takes it over
/// (<see cref="IRuledKind.Run"/>). One thread.
/// </summary>
public interface IRulePast
{
    /// <summary>How far back from now events matter to them; <see cref="TimeSpan.MaxValue"/> where they remember without a bound.</summary>
    TimeSpan Reach { get; }

    /// <summary>Offset of the first event that is in it.</summary>
    long From { get; }

    /// <summary>Begins with nothing, at an offset.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="raises">Whether matches are raised when it is taken over, because nobody could have raised them before: the rules were there from the first event on.</param>
    void Begin(long offset, bool raises = false);

    /// <summary>Shows it some rows of a batch, in the order in which they are to be seen. What would take too much memory makes it begin anew behind them.</summary>
    void Receive(EventBatch batch, int from, int to);
}
