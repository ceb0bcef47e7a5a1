namespace Analytics.Query.Shop;

/// <summary>Width of the points of a trend.</summary>
public enum Granularity
{
    /// <summary>Calendar days of the tenant's zone.</summary>
    Day,

    /// <summary>Hours of the tenant's zone.</summary>
    Hour,
}
