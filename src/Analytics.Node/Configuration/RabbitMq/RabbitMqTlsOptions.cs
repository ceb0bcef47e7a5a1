namespace Analytics.Node.Configuration.RabbitMq;

/// <summary>Section <c>rabbitmq.tls</c>.</summary>
public sealed record RabbitMqTlsOptions
{
    /// <summary>PEM file of the authorities that may sign the broker's certificate; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Name in the broker's certificate; empty for the host of the address.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>PEM file of the certificate that this node shows; empty for none.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file of its private key, without a password.</summary>
    public string KeyFile { get; init; } = "";
}
