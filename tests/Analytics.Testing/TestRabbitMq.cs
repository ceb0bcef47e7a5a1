using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Analytics.Testing;

/// <summary>
/// A RabbitMQ of its own: Debian's server as an ordinary user, on free ports, with a port mapper of its own and everything in a temporary folder. A shell holds it: when this
/// process ends, however it ends, the shell's input ends too and it takes the broker down.
/// </summary>
public sealed class TestRabbitMq : IAsyncDisposable
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    // The script that Debian puts on the path insists on the user of the system's service; the server itself does not.
    private const string Holder = """
        as_user() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else exec "$@"; fi; }
        cd "$HOME"
        (as_user epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1) >/dev/null 2>&1 </dev/null &
        mapper=$!
        up() {
          rm -f pid; : >said
          (as_user /usr/lib/rabbitmq/bin/rabbitmq-server) >said 2>&1 </dev/null &
          starter=$!
          until grep -q 'startup complete' said; do kill -0 $starter 2>/dev/null || { cat said; exit 1; }; sleep 0.05; done
          echo up
        }
        down() { kill -9 "$(cat pid)"; wait $starter 2>/dev/null; }
        up
        while read -r order; do
          case $order in kill) down; echo killed;; start) up;; esac
        done
        down 2>/dev/null; kill $mapper; wait
        """;

    private readonly TemporaryFolder _folder;
    private readonly Process _holder;

    private TestRabbitMq(TemporaryFolder folder, Process holder, int port, int tlsPort) => (_folder, _holder, Port, TlsPort) = (folder, holder, port, tlsPort);

    /// <summary>Why there is none to test with; null when there is.</summary>
    public static string? Missing { get; } =
        !File.Exists(Server) ? "RabbitMQ is not installed (Debian's rabbitmq-server); ./analytics test installs it where it may." : !TestKafka.IsOnPath("epmd") ? "Erlang's epmd is not on the path." : null;

    /// <summary>Port of AMQP.</summary>
    public int Port { get; }

    /// <summary>Port of AMQP over TLS.</summary>
    public int TlsPort { get; }

    /// <summary>Address of AMQP.</summary>
    public Uri Uri => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{Port}/"));

    /// <summary>Address of AMQP over TLS.</summary>
    public Uri TlsUri => new(string.Create(CultureInfo.InvariantCulture, $"amqps://guest:guest@127.0.0.1:{TlsPort}/"));

    /// <summary>File of the certificate that signed the broker's, whose name is <c>localhost</c>.</summary>
    public string Authority => _folder.File("ca.pem");

    /// <summary>Starts one; call it only when nothing is <see cref="Missing"/>.</summary>
    public static async Task<TestRabbitMq> StartAsync()
    {
        var folder = new TemporaryFolder();
        var ports = Enumerable.Range(0, 4).Select(_ => NodeProcess.FreePort()).ToArray();
        WriteCertificates(folder);
        await File.WriteAllTextAsync(folder.File("rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{ports[0]}
            listeners.ssl.1 = 127.0.0.1:{ports[1]}
            ssl_options.cacertfile = {folder.File("ca.pem")}
            ssl_options.certfile = {folder.File("server.pem")}
            ssl_options.keyfile = {folder.File("server.key")}
            log.console = true

            """));
        await File.WriteAllTextAsync(folder.File("plugins"), "[].");
        if (Environment.UserName == "root") await ToolProcess.RunAsync(new ProcessStartInfo("chown", ["-R", "nobody", folder.Path]));
        var start = new ProcessStartInfo("bash", ["-c", Holder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in Surroundings(folder, ports)) start.Environment[name] = value;
        var holder = Process.Start(start)!;
        var server = new TestRabbitMq(folder, holder, ports[0], ports[1]);
        await server.AnswerAsync("up");
        return server;
    }

    /// <summary>Kills it (-9), as a power cut would.</summary>
    public Task KillAsync() => OrderAsync("kill", "killed");

    /// <summary>Starts it again after a kill.</summary>
    public Task RestartAsync() => OrderAsync("start", "up");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
        _folder.Dispose();
    }

    private async Task OrderAsync(string order, string answer)
    {
        await _holder.StandardInput.WriteLineAsync(order);
        await _holder.StandardInput.FlushAsync();
        await AnswerAsync(answer);
    }

    private async Task AnswerAsync(string expected)
    {
        var said = await _holder.StandardOutput.ReadLineAsync();
        if (said != expected) throw new InvalidOperationException($"RabbitMQ did not come up: {said}\n{await _holder.StandardOutput.ReadToEndAsync()}");
    }

    private static Dictionary<string, string> Surroundings(TemporaryFolder folder, int[] ports) => new()
    {
        ["HOME"] = folder.Path,
        ["ERL_EPMD_PORT"] = $"{ports[2]}",
        ["RABBITMQ_NODENAME"] = $"test{ports[0]}@localhost",
        ["RABBITMQ_DIST_PORT"] = $"{ports[3]}",
        ["RABBITMQ_MNESIA_BASE"] = folder.File("data"),
        ["RABBITMQ_LOG_BASE"] = folder.File("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = folder.File("pid"),
        ["RABBITMQ_CONFIG_FILE"] = folder.File("rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder.File("plugins"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private static void WriteCertificates(TemporaryFolder folder)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=tests", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(folder.File("ca.pem"), root.ExportCertificatePem());
        File.WriteAllText(folder.File("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
