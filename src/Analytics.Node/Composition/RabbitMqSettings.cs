using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Ingestion.RabbitMq;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.RabbitMq;
using Analytics.Node.Status;
using RabbitMqOptions = Analytics.Node.Configuration.RabbitMq.RabbitMqOptions;
using SourceOptions = Analytics.Ingestion.RabbitMq.RabbitMqOptions;

namespace Analytics.Node.Composition;

/// <summary>Section <c>rabbitmq</c> as the source takes it.</summary>
internal static class RabbitMqSettings
{
    /// <summary>Name of the source in status, probes and metrics.</summary>
    public const string RabbitMq = "rabbitmq";

    /// <summary>The settings.</summary>
    /// <exception cref="OptionsException">One of them cannot be used; secrets are not shown.</exception>
    public static SourceOptions Source(NodeOptions node, Action<string> onNotice)
    {
        var options = node.Rabbitmq;
        Require(options);
        return new SourceOptions
        {
            Uri = new Uri(options.Uri),
            ClientName = Settings.NodeName(node.Node),
            Queues = [.. options.Queues.Select(queue => new RabbitMqQueue(queue.Name, queue.RoutingKeys))],
            DeclareTopology = options.DeclareTopology,
            Exchange = options.Exchange,
            DeadLetterExchange = options.DeadLetterExchange,
            QuorumQueues = options.QuorumQueues,
            Prefetch = (ushort)options.Prefetch,
            Tenant = options.Tenant.Length > 0 ? options.Tenant : null,
            TenantHeader = options.TenantHeader,
            Shape = options.Shape,
            IdFromContent = options.IdFromContent,
            RequestTimeout = options.RequestTimeout,
            Heartbeat = options.Heartbeat,
            RetryMin = options.RetryMin,
            RetryMax = options.RetryMax,
            Authorities = Authorities(options.Tls),
            ClientCertificate = ClientCertificate(options.Tls),
            ServerName = options.Tls.ServerName,
            OnNotice = onNotice,
        };
    }

    /// <summary>The source as status and probes show it.</summary>
    public static StoreStatus Status(RabbitMqState state) => new(RabbitMq, state.IsUp ? "up" : "down", state.Since.UtcDateTime, state.Detail);

    private static void Require(RabbitMqOptions options)
    {
        List<string> problems = [];
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            problems.Add("rabbitmq.uri: found a secret that is not shown here, expected an address such as amqp://user:password@rabbitmq:5672/");
        if (options.Queues.Count == 0) problems.Add("rabbitmq.queues: found none, expected at least one");
        if (options.Queues.Any(queue => queue.Name.Length == 0)) problems.Add("rabbitmq.queues: found a queue without name");
        if (options.DeclareTopology && options.Exchange.Length == 0 && options.Queues.Any(queue => queue.RoutingKeys.Count > 0))
            problems.Add("rabbitmq.exchange: found none, expected the exchange that routing-keys bind queues to");
        if (options.Tls.CertificateFile.Length > 0 != options.Tls.KeyFile.Length > 0) problems.Add("rabbitmq.tls: certificate-file and key-file go together");
        if (problems.Count > 0) throw new OptionsException(problems);
    }

    private static X509Certificate2Collection? Authorities(RabbitMqTlsOptions tls) => tls.CaFile.Length == 0 ? null : Read("rabbitmq.tls.ca-file", tls.CaFile, file =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    });

    private static X509Certificate2? ClientCertificate(RabbitMqTlsOptions tls) =>
        tls.CertificateFile.Length == 0 ? null : Read("rabbitmq.tls.certificate-file", tls.CertificateFile, file => X509Certificate2.CreateFromPemFile(file, tls.KeyFile));

    private static T Read<T>(string key, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OptionsException([$"{key}: {fault.Message}"]);
        }
    }
}
