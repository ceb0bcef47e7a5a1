namespace Analytics.Processing.Sessions;

/// <summary>One step of a session's path; the text lies in the path and is valid until that changes.</summary>
/// <param name="order">Time of the event and its place among those of the same time, see <see cref="StepOrder"/>.</param>
/// <param name="text">Page or type of event, at most <see cref="PageAddress.MostBytes"/> bytes.</param>
public readonly ref struct PathStep(long order, ReadOnlySpan<byte> text)
{
    /// <summary>Time and rank.</summary>
    public long Order { get; } = order;

    /// <summary>Page or type of event.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;
}
