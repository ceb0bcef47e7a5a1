namespace Analytics.Contracts.Effects;

/// <summary>When a window result was emitted.</summary>
public enum WindowPane : byte
{
    /// <summary>Before the watermark passed the window's end: it may still grow.</summary>
    Early = 1,

    /// <summary>The first result after the watermark passed the end.</summary>
    OnTime = 2,

    /// <summary>A late event changed a result that was on time.</summary>
    Correcting = 3,
}
