using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>What an unfinished match may wait for.</summary>
/// <param name="target">Position that the awaited event takes; -1 when it waits for the end of its time.</param>
/// <param name="link">How the event must follow.</param>
/// <param name="isLoop">Whether it is a repetition of the same position.</param>
/// <param name="guards">What must not come before.</param>
internal sealed class Transition(int target, Contiguity link, bool isLoop, Guard[] guards)
{
    /// <summary>Target of a wait for the end of the rule's time.</summary>
    public const int Deadline = -1;

    public int Target => target;

    public Contiguity Link => link;

    public bool IsLoop => isLoop;

    public Guard[] Guards => guards;
}
