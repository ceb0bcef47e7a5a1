namespace Analytics.Processing.Windows;

/// <summary>Counts of one cell of a window. A mutable struct in a table, passed by reference.</summary>
public struct WindowCell
{
    /// <summary>See <see cref="WindowCellKey"/>; 0 marks an empty slot.</summary>
    public ulong Key;

    /// <summary>Events counted.</summary>
    public long Events;

    /// <summary>Sum of amounts in millionths.</summary>
    public Int128 AmountMicros;

    /// <summary>True when it changed since the window was emitted.</summary>
    public bool Changed;
}
