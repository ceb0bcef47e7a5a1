namespace Analytics.Contracts.Tenants;

/// <summary>Which rule of <see cref="TenantSettings"/> a personal value follows.</summary>
public enum PersonalKind
{
    /// <summary>Not personal.</summary>
    None,

    /// <summary>An e-mail address: <see cref="TenantSettings.Email"/>.</summary>
    Email,

    /// <summary>A client address: <see cref="TenantSettings.Ip"/>.</summary>
    Ip,

    /// <summary>Anything else that names or identifies a person: <see cref="TenantSettings.Personal"/>.</summary>
    Other,
}
