namespace Analytics.Contracts.Tenants;

/// <summary>What masking does with a personal value.</summary>
public enum MaskingAction
{
    /// <summary>Stored as sent.</summary>
    Keep,

    /// <summary>Replaced by a keyed hash (HMAC-SHA-256, first 16 bytes in hexadecimal): joins still work, the value is gone.</summary>
    Hash,

    /// <summary>Addresses lose their host part (IPv4 to /24, IPv6 to /48), e-mail its local part; other values become hashes.</summary>
    Truncate,

    /// <summary>Removed.</summary>
    Drop,
}
