using System.Net;
using System.Security.Cryptography;
using System.Text;
using Analytics.Node.Configuration;

namespace Analytics.Node.Operators;

/// <summary>
/// Who may operate the node: whoever shows one of the keys; without any key, programs on this machine. Pages of a browser on this machine never: they cannot send JSON
/// without asking first, name themselves as origin, and reach the listener under a foreign name only.
/// </summary>
internal sealed class OperatorGate
{
    private const int ShortestKey = 16;
    private const string Scheme = "Bearer ";
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]", "::1"];
    private readonly List<(string Name, byte[] Digest)> _keys;

    public OperatorGate(OperatorOptions options)
    {
        _keys = [.. options.Keys.Select(key => (key.Key, SHA256.HashData(Encoding.UTF8.GetBytes(key.Value))))];
    }

    /// <summary>Refuses settings with which strangers could operate the node.</summary>
    /// <exception cref="OptionsException">They are such.</exception>
    public static void Require(OperatorOptions options)
    {
        if (!options.Enabled) return;
        if (options.Address != "*" && !IPAddress.TryParse(options.Address, out _))
            throw new OptionsException([$"operator.address: found \"{options.Address}\", expected an IP address, or * for all"]);
        foreach (var (name, key) in options.Keys)
            if (key.Length < ShortestKey) throw new OptionsException([$"operator.keys.{name}: found {key.Length} characters, expected at least {ShortestKey}"]);
        if (!IsLoopback(options) && options.Keys.Count == 0)
            throw new OptionsException([$"operator.keys: found none, expected at least one while operator.address is {options.Address}: whoever reaches it could operate the node. ANALYTICS_OPERATOR_KEY sets one."]);
    }

    /// <summary>Who calls; null for nobody who may, with the reason.</summary>
    public string? Identify(HttpContext context, out string reason)
    {
        // The port tells nothing afterwards.
        var address = context.Connection.RemoteIpAddress;
        var peer = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        reason = "";
        if (context.Request.Headers.ContainsKey("Origin")) reason = "Pages of a browser may not operate a node.";
        else if (_keys.Count > 0) return KeyOf(context.Request) is { } name ? $"key {name} from {peer}" : Nobody(out reason);
        else if (!LoopbackNames.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)) reason = "Without a key the node is operated from its own machine, at 127.0.0.1.";
        else return $"operator at {peer}";
        return null;
    }

    private static string? Nobody(out string reason)
    {
        reason = "A key is needed, and this is none: set ANALYTICS_OPERATOR_KEY to one of operator.keys.";
        return null;
    }

    // Every key is looked at, so that the time tells nothing.
    private string? KeyOf(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..]));
        string? found = null;
        foreach (var (name, known) in _keys)
            if (CryptographicOperations.FixedTimeEquals(digest, known)) found = name;
        return found;
    }

    private static bool IsLoopback(OperatorOptions options) => options.Address != "*" && IPAddress.IsLoopback(IPAddress.Parse(options.Address));
}
