namespace Analytics.Sinks.Alerts.Channels;

/// <summary>The mail server that takes messages.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How the connection is protected.</param>
/// <param name="User">User to log in as; empty for none.</param>
/// <param name="Password">The user's password.</param>
public sealed record MailServer(string Host, int Port, MailTls Tls, string User, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");
}
