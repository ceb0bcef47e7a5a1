namespace Analytics.Processing.Windows;

/// <summary>Where accumulators put what they gathered.</summary>
public interface IWindowStates
{
    /// <summary>The window of that identity: in memory, read from storage, or new. It counts as changed from now on.</summary>
    /// <param name="key">Identity.</param>
    /// <param name="end">Its end, when it is new.</param>
    /// <param name="arrival">Newest arrival of what is about to be added.</param>
    WindowState Change(WindowKey key, long end, long arrival);

    /// <summary>True when the window's counts were, or by the time of an arrival are, forgotten: what comes now can change its result no more.</summary>
    /// <param name="key">Identity.</param>
    /// <param name="arrival">Arrival of what would be added.</param>
    bool IsClosed(WindowKey key, long arrival);
}
