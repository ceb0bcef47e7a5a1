using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// The one connection of a node, opened when a queue needs it and anew when it was lost. Recovery is the queues' own, so that its pauses grow and are seen; that of the client
/// library is off.
/// </summary>
internal sealed class RabbitMqConnection : IAsyncDisposable
{
    /// <summary>The largest that a broker lets through; a message larger than an event may be is refused alone, where a smaller limit would end the connection each time.</summary>
    private const uint LargestMessage = 512 * 1024 * 1024;

    private readonly ConnectionFactory _factory;
    private readonly RabbitMqOptions _options;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;

    public RabbitMqConnection(RabbitMqOptions options)
    {
        _options = options;
        _factory = new ConnectionFactory
        {
            Uri = options.Uri,
            ClientProvidedName = options.ClientName,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = options.RequestTimeout,
            HandshakeContinuationTimeout = options.RequestTimeout,
            ContinuationTimeout = options.RequestTimeout,
            RequestedHeartbeat = options.Heartbeat,
            MaxInboundMessageBodySize = LargestMessage,
        };
        if (options.Uri.Scheme == "amqps") UseTls();
    }

    /// <summary>Host and port.</summary>
    public string Broker => $"{_factory.HostName}:{_factory.Endpoint.Port}";

    /// <summary>Opens a channel, and the connection before it when there is none.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                if (_connection is not null) await _connection.DisposeAsync();
                _connection = null;
                _connection = await _factory.CreateConnectionAsync(cancellation);
            }

            return await _connection.CreateChannelAsync(cancellationToken: cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private void UseTls()
    {
        var tls = _factory.Ssl;
        tls.Enabled = true;
        tls.ServerName = _options.ServerName.Length > 0 ? _options.ServerName : _options.Uri.Host;
        if (_options.ClientCertificate is { } own) tls.Certs = [own];
        if (_options.Authorities is { } authorities) tls.CertificateValidationCallback = (_, certificate, _, errors) => IsSignedBy(authorities, certificate, errors);
    }

    // The name must be right in any case; the chain is judged by the authorities given and no others.
    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 found || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(found);
    }
}
