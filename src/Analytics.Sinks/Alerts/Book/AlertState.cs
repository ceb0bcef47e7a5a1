namespace Analytics.Sinks.Alerts.Book;

/// <summary>What became of an alert.</summary>
public enum AlertState
{
    /// <summary>Nobody has looked at it.</summary>
    Open,

    /// <summary>Somebody looks into it: it is not repeated and not escalated.</summary>
    Acknowledged,

    /// <summary>It was right, and is dealt with.</summary>
    Resolved,

    /// <summary>It was wrong: it counts against its rule.</summary>
    FalsePositive,
}
