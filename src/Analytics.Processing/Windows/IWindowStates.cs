namespace Analytics.Processing.Windows;

/// <summary>Where accumulators put what they gathered.</summary>
public interface IWindowStates
{
    /// <summary>The window of that identity: in memory, read from storage, or new. It counts as changed from now on.</summary>
    /// <param name="key">Identity.</param>
    /// <param name="end">Its end, when it is new.</param>
    /// <param name="arrival">Newest arrival of what is about to be added.</param>
    WindowState Change(WindowKey key, long end, long arrival);
}
