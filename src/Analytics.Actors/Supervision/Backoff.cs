namespace Analytics.Actors.Supervision;

/// <summary>Pauses between tries: doubling from <paramref name="First"/> up to <paramref name="Most"/>.</summary>
/// <param name="First">Pause after the first failure.</param>
/// <param name="Most">Longest pause.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Most)
{
    /// <summary>The pause after so many failures in a row (from 1); <paramref name="jitter"/> between 0 and 1 takes up to a fifth away.</summary>
    public TimeSpan After(int failures, double jitter = 0)
    {
        var pause = First * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return (pause < Most ? pause : Most) * (1 - (0.2 * jitter));
    }
}
