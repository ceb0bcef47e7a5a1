using Analytics.Contracts.Events;

namespace Analytics.Actors.Rules;

/// <summary>The events that new rules are to know, in the order in which they see them. A function of the log and of where it began. The shard's thread only, a batch at a time.</summary>
internal interface IPastReading : IDisposable
{
    /// <summary>Offset before which everything was read.</summary>
    long Position { get; }

    /// <summary>Events that were left out because a stage threw.</summary>
    long LeftOut { get; }

    /// <summary>Goes on below an offset by about a batch, and shows runs of a batch's rows; false when there is nothing now.</summary>
    bool Advance(long until, Action<EventBatch, int, int> show);
}
