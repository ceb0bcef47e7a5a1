namespace Analytics.Node.Gateway;

/// <summary>Who calls, as the gateway vouches for it.</summary>
/// <param name="Email">Address of the person; empty when not vouched for.</param>
/// <param name="Role">Role; empty when not vouched for.</param>
/// <param name="HasAdminRole">Whether the role is one that may read business metrics.</param>
public sealed record CallerIdentity(string Email, string Role, bool HasAdminRole)
{
    /// <summary>A caller that nobody vouches for.</summary>
    public static CallerIdentity Nobody { get; } = new("", "", false);

    /// <summary>True when a person and a role are known.</summary>
    public bool IsKnown => Email.Length > 0 && Role.Length > 0;

    /// <summary>True for a known person in a role that may read business metrics and administer.</summary>
    public bool IsAdmin => IsKnown && HasAdminRole;
}
