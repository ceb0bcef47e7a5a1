using Analytics.Contracts.Tenants;

namespace Analytics.Node.Configuration;

/// <summary>Section <c>tenants.defaults</c>: what a tenant has that sets nothing else.</summary>
public sealed record TenantDefaultsOptions
{
    /// <summary>Zone of hours and days. Default UTC.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Currency of amounts that name none. Default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>What becomes of e-mail addresses. Default <see cref="MaskingAction.Hash"/>.</summary>
    public MaskingAction Email { get; init; } = MaskingAction.Hash;

    /// <summary>What becomes of client addresses after the look-up of the place. Default <see cref="MaskingAction.Truncate"/>.</summary>
    public MaskingAction Ip { get; init; } = MaskingAction.Truncate;

    /// <summary>What becomes of other personal properties. Default <see cref="MaskingAction.Hash"/>.</summary>
    public MaskingAction Personal { get; init; } = MaskingAction.Hash;

    /// <summary>Silence after which a session ends. Default 30 minutes.</summary>
    [Bounds("1s", "24h")]
    public TimeSpan SessionGap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Highest steady rate in events a second, with a burst of ten seconds of it; over it the answer is 429. 0 for no limit. Default 0.</summary>
    [Bounds("0", "100000000")]
    public int EventsPerSecond { get; init; }
}
