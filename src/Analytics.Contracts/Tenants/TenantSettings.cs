namespace Analytics.Contracts.Tenants;

/// <summary>What may differ between tenants.</summary>
public sealed record TenantSettings
{
    /// <summary>Zone of hours and days, and of timestamps that name none. Default UTC.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Currency of amounts that name none: ISO 4217 code. Default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>What becomes of e-mail addresses (as user id and in properties). Default <see cref="MaskingAction.Hash"/>.</summary>
    public MaskingAction Email { get; init; } = MaskingAction.Hash;

    /// <summary>What becomes of client addresses after the look-up of the place. Default <see cref="MaskingAction.Truncate"/>.</summary>
    public MaskingAction Ip { get; init; } = MaskingAction.Truncate;

    /// <summary>What becomes of other personal properties (names, phone numbers, card numbers …). Default <see cref="MaskingAction.Hash"/>.</summary>
    public MaskingAction Personal { get; init; } = MaskingAction.Hash;

    /// <summary>Silence after which a session ends, in event time. Default 30 minutes.</summary>
    public TimeSpan SessionGap { get; init; } = TimeSpan.FromMinutes(30);
}
