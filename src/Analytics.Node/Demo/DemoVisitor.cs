namespace Analytics.Node.Demo;

/// <summary>One visit to the demo shop: who, with what, and how far along.</summary>
/// <param name="UserId">The visitor.</param>
/// <param name="SessionId">The visit.</param>
/// <param name="Address">Client address.</param>
/// <param name="Agent">Index of the user agent.</param>
/// <param name="Campaign">Campaign tags of the first page.</param>
internal sealed record DemoVisitor(string UserId, string SessionId, string Address, int Agent, string Campaign)
{
    /// <summary>What the visitor does next.</summary>
    public DemoStep Step { get; set; } = DemoStep.Land;

    /// <summary>Product looked at.</summary>
    public int Product { get; set; }

    /// <summary>Order number once there is one.</summary>
    public long Order { get; set; }

    /// <summary>Value of the cart in cents.</summary>
    public long CartCents { get; set; }
}
