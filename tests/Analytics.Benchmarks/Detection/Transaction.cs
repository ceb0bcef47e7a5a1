namespace Analytics.Benchmarks.Detection;

/// <summary>A payment of a labelled set.</summary>
/// <param name="At">When, microseconds since 1970.</param>
/// <param name="Customer">Who paid; empty where the set does not say.</param>
/// <param name="Terminal">Where, or to whom; empty where the set does not say.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsFraud">The label.</param>
internal sealed record Transaction(long At, string Customer, string Terminal, double Amount, bool IsFraud)
{
    /// <summary>Type of the event that it becomes.</summary>
    public string Type { get; init; } = "purchase";

    /// <summary>Which scenario made it a fraud; empty where the set does not say.</summary>
    public string Scenario { get; init; } = "";

    /// <summary>Further fields as JSON members without braces: <c>"a":1,"b":"x"</c>; empty for none.</summary>
    public string More { get; init; } = "";
}
