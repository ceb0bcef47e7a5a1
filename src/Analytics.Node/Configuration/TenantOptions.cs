using Analytics.Contracts.Tenants;

namespace Analytics.Node.Configuration;

/// <summary>Section <c>tenants.by-id.ID</c>: what one tenant has of its own. What is not set is as in <c>tenants.defaults</c>.</summary>
public sealed record TenantOptions
{
    /// <summary>Zone of hours and days.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Currency of amounts that name none.</summary>
    public string? Currency { get; init; }

    /// <summary>What becomes of e-mail addresses.</summary>
    public MaskingAction? Email { get; init; }

    /// <summary>What becomes of client addresses after the look-up of the place.</summary>
    public MaskingAction? Ip { get; init; }

    /// <summary>What becomes of other personal properties.</summary>
    public MaskingAction? Personal { get; init; }

    /// <summary>Silence after which a session ends.</summary>
    [Bounds("1s", "24h")]
    public TimeSpan? SessionGap { get; init; }

    /// <summary>Highest steady rate in events a second; 0 for no limit.</summary>
    [Bounds("0", "100000000")]
    public int? EventsPerSecond { get; init; }

    /// <summary>Keys that may write events of this tenant and of no other.</summary>
    [Secret]
    public IReadOnlyList<string> WriteKeys { get; init; } = [];
}
