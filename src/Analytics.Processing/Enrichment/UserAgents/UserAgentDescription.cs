namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>What uap-core's rules say about a user agent. Families are <c>Other</c> when no rule matched; other fields are null when not known.</summary>
public sealed record UserAgentDescription
{
    /// <summary>Browser family, then major, minor and patch version.</summary>
    public required IReadOnlyList<string?> Browser { get; init; }

    /// <summary>Operating system family, then major, minor, patch and patch-minor version.</summary>
    public required IReadOnlyList<string?> System { get; init; }

    /// <summary>Device family, brand and model.</summary>
    public required IReadOnlyList<string?> Device { get; init; }

    /// <summary>True for a crawler: a crawler pattern matches, or the device is a <c>Spider</c>.</summary>
    public required bool IsBot { get; init; }
}
