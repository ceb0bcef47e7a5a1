namespace Analytics.Sinks.Alerts.Channels;

/// <summary>How the connection to a mail server is protected.</summary>
public enum MailTls
{
    /// <summary>TLS after <c>STARTTLS</c>; a server that does not offer it gets nothing.</summary>
    Starttls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Implicit,

    /// <summary>None: for a relay on the same machine or in a closed network. Credentials are not sent.</summary>
    None,
}
