using Analytics.Contracts.Events;

namespace Analytics.Contracts.Effects;

/// <summary>
/// What the entities of one shard want the outside to see, gathered between two cuts. Text lives in <see cref="Text"/>;
/// rows hold slices of it. Reused; one thread at a time.
/// </summary>
/// <param name="text">Holds the bytes that row slices point into; another batch's, when rows of that one are added here.</param>
public sealed class EffectBatch(Log.RecordBatch text)
{
    /// <summary>A batch with text of its own.</summary>
    public EffectBatch()
        : this(new Log.RecordBatch())
    {
    }

    /// <summary>Holds the bytes that row slices point into.</summary>
    public Log.RecordBatch Text { get; } = text;

    /// <summary>Closed sessions, corrected ones and retracted ones.</summary>
    public List<SessionRow> Sessions { get; } = [];

    /// <summary>Window results that changed since the last cut.</summary>
    public List<WindowRow> Windows { get; } = [];

    /// <summary>Rules that matched.</summary>
    public List<AlertRow> Alerts { get; } = [];

    /// <summary>Events set aside.</summary>
    public List<DeadLetterRow> DeadLetters { get; } = [];

    /// <summary>True when there is nothing to deliver.</summary>
    public bool IsEmpty => Sessions.Count + Windows.Count + Alerts.Count + DeadLetters.Count == 0;

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Text.Clear();
        Sessions.Clear();
        Windows.Clear();
        Alerts.Clear();
        DeadLetters.Clear();
    }
}
