namespace Analytics.Processing.Tests.Patterns;

/// <summary>An event of a test in plain values. Times are whole microseconds.</summary>
public sealed record PatternEvent(long At, string Type, double? Amount = null, string Country = "", string User = "ann", string Properties = "")
{
    public long Offset { get; init; }

    public string Tenant { get; init; } = "t";

    public long Quantity { get; init; }

    public (double Latitude, double Longitude)? Place { get; init; }
}
