namespace Analytics.Node.Configuration;

/// <summary>Section <c>demo</c>: the generators of <c>./analytics demo</c>.</summary>
public sealed record DemoOptions
{
    /// <summary>Whether they run. Default off.</summary>
    public bool Enabled { get; init; }

    /// <summary>Events a second over the three streams. Default 300.</summary>
    [Bounds("1", "100000")]
    public int EventsPerSecond { get; init; } = 300;

    /// <summary>Seed of the generators: the same seed, the same shops, users and habits. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Tenant that the demo's events are for. Default <c>demo</c>.</summary>
    public string Tenant { get; init; } = "demo";
}
