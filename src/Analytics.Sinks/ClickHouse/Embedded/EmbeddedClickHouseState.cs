namespace Analytics.Sinks.ClickHouse.Embedded;

/// <summary>What the embedded engine is doing.</summary>
public enum EmbeddedClickHouseState
{
    /// <summary>The child was started and does not answer yet.</summary>
    Starting,

    /// <summary>It answers.</summary>
    Running,

    /// <summary>It died; the next start waits for the back-off.</summary>
    BackingOff,

    /// <summary>It was stopped for good.</summary>
    Stopped,
}
