namespace Analytics.Pbm.Loading;

/// <summary>What a load does.</summary>
public sealed record LoadOptions
{
    /// <summary>The node.</summary>
    public required Uri Url { get; init; }

    /// <summary>Files; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Tenant of events that name none; null for the node's default.</summary>
    public string? Tenant { get; init; }

    /// <summary>Forced input shape; null to recognise it.</summary>
    public string? Schema { get; init; }

    /// <summary>Write key; null for none.</summary>
    public string? WriteKey { get; init; }

    /// <summary>Whether to return only when everything sent is in the answers.</summary>
    public bool Wait { get; init; }

    /// <summary>Bytes of a request before compression; one longer line goes alone. Default 4 MiB.</summary>
    public int BatchBytes { get; init; } = 4 << 20;

    /// <summary>Most events of a request. Default 50,000, as the node's.</summary>
    public int BatchEvents { get; init; } = 50_000;

    /// <summary>Whether requests are compressed; null for: unless the node is on this machine.</summary>
    public bool? Compress { get; init; }

    /// <summary>How long one request is tried again while the node is away or busy. Default 5 minutes.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(5);
}
