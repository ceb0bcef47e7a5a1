namespace Analytics.Processing.Patterns.Language;

/// <summary>How much an alert of a rule matters.</summary>
public enum RuleSeverity
{
    /// <summary>Worth a look some time.</summary>
    Low,

    /// <summary>Worth a look today. The default.</summary>
    Medium,

    /// <summary>Worth a look now.</summary>
    High,

    /// <summary>Money is being lost.</summary>
    Critical,
}
