namespace Analytics.Node.Configuration;

/// <summary>Section <c>gateway</c>: whose word on users and roles is believed.</summary>
public sealed record GatewayOptions
{
    /// <summary>Networks (CIDR) whose user headers are believed without a secret. Default loopback.</summary>
    public IReadOnlyList<string> TrustedNetworks { get; init; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>A request that carries it is believed from anywhere; empty for none.</summary>
    [Secret]
    public string SharedSecret { get; init; } = "";

    /// <summary>Header that carries the shared secret.</summary>
    public string SecretHeader { get; init; } = "X-Gateway-Secret";

    /// <summary>Header that names the user's role.</summary>
    public string RoleHeader { get; init; } = "X-User-Role";

    /// <summary>Header that names the user.</summary>
    public string EmailHeader { get; init; } = "X-User-Email";

    /// <summary>Roles that may ask for analytics and administration. Default <c>ADMIN</c>.</summary>
    public IReadOnlyList<string> AdminRoles { get; init; } = ["ADMIN"];

    /// <summary>
    /// Host names beside loopback's own under which a request over loopback is believed. Default none: a web page elsewhere that points its name at this machine must not
    /// speak as the gateway.
    /// </summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];
}
