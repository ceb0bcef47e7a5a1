using Analytics.Sinks.Alerts.Channels;

namespace Analytics.Node.Configuration.Alerts;

/// <summary><c>mail</c> of a channel.</summary>
public sealed record AlertMailOptions
{
    /// <summary>Name of the SMTP server.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port. Default 587.</summary>
    [Bounds("1", "65535")]
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected. Default STARTTLS.</summary>
    public MailTls Tls { get; init; }

    /// <summary>User to log in as; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's password.</summary>
    [Secret]
    public string Password { get; init; } = "";

    /// <summary>Address of the sender.</summary>
    public string From { get; init; } = "";

    /// <summary>Addresses of the recipients.</summary>
    public IReadOnlyList<string> To { get; init; } = [];
}
