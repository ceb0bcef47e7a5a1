namespace Analytics.Actors.Rules;

/// <summary>How far a shard has read its log again for rules that it is about to take over.</summary>
/// <param name="Revision">Number of their revision.</param>
/// <param name="From">Offset from which it reads.</param>
/// <param name="Position">Offset of the next event.</param>
/// <param name="Until">Offset up to which it has to read at present.</param>
/// <param name="Waits">Whether it waits for others to send what is to be read.</param>
public sealed record RuleRebuildStatus(long Revision, long From, long Position, long Until, bool Waits)
{
    /// <summary>How much is done, from 0 to 1.</summary>
    public double Done => Waits ? 0 : Until <= From ? 1 : Math.Min(1, (double)(Position - From) / (Until - From));
}
