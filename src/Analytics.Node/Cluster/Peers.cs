using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Contracts.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Http;

namespace Analytics.Node.Cluster;

/// <summary>
/// Asks other nodes for their part of an answer, once and within <c>cluster.ask-timeout</c>. One that did not answer is left alone for a moment, so that a dead node costs one
/// time-out and not one for each question. The same question to the same node is asked once at a time, however many wait for it. Any thread.
/// </summary>
internal sealed class Peers : IDisposable
{
    // Leaving waits for the hand-over of every shard.
    private static readonly TimeSpan OrderTimeout = TimeSpan.FromSeconds(60);
    private const int MostConnections = 8;
    private const int MostBytes = 64 << 20;

    private readonly ConcurrentDictionary<(string Address, string Path), Lazy<Task>> _asking = new();
    private readonly ConcurrentDictionary<string, (long At, string Fault)> _unreachable = new();
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public Peers(ClusterKey key, ClusterOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.AskTimeout,
            MaxConnectionsPerServer = MostConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
        _http.DefaultRequestHeaders.Add(ClusterKey.Header, key.Text);
    }

    /// <summary>Asks; a node that does not answer is a fault in the reply, never an exception.</summary>
    /// <param name="node">The node.</param>
    /// <param name="path">What, below <c>/internal/v1/</c>, with its query.</param>
    public async Task<NodeReply<T>> AskAsync<T>(ClusterNode node, string path)
        where T : class
    {
        if (_unreachable.TryGetValue(node.Address, out var known) && _time.GetElapsedTime(known.At) < _options.UnreachableFor) return new NodeReply<T>(node, null, known.Fault);
        var asking = _asking.GetOrAdd((node.Address, path), _ => new Lazy<Task>(() => SendAsync<T>(node, path)));
        try
        {
            return await (Task<NodeReply<T>>)asking.Value;
        }
        finally
        {
            _asking.TryRemove(new KeyValuePair<(string, string), Lazy<Task>>((node.Address, path), asking));
        }
    }

    /// <summary>Gives another node an order; one that could not be told, or did not answer in time, is in the result as a refusal, never an exception.</summary>
    public async Task<NodeOrderResult> OrderAsync(ClusterNode node, NodeOrder order)
    {
        using var limit = new CancellationTokenSource(OrderTimeout, _time);
        try
        {
            using var answer = await _http.PostAsJsonAsync(UriOf(node, "orders"), order, AnswerJson.Options, limit.Token);
            if (!answer.IsSuccessStatusCode) return Untold(node, $"it answers {(int)answer.StatusCode}");
            return await answer.Content.ReadFromJsonAsync<NodeOrderResult>(AnswerJson.Options, limit.Token) ?? Untold(node, "it answers nothing");
        }
        catch (OperationCanceledException)
        {
            return Untold(node, FormattableString.Invariant($"it gave no answer within {OrderTimeout.TotalSeconds:0} s; it may still do it"));
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException or UriFormatException)
        {
            return Untold(node, error is JsonException ? "it is of another version" : error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<NodeReply<T>> SendAsync<T>(ClusterNode node, string path)
        where T : class
    {
        using var limit = new CancellationTokenSource(_options.AskTimeout, _time);
        try
        {
            using var answer = await _http.GetAsync(UriOf(node, path), limit.Token);
            if (!answer.IsSuccessStatusCode) return Remember<T>(node, $"It answers {(int)answer.StatusCode}.");
            var part = await answer.Content.ReadFromJsonAsync<NodePart<T>>(AnswerJson.Options, limit.Token);
            if (part?.Part is null || part.Node != node.Id) return Remember<T>(node, $"Node {part?.Node} answers at {node.Address}.");
            _unreachable.TryRemove(node.Address, out _);
            return new NodeReply<T>(node, part.Part, null);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or IOException or UriFormatException)
        {
            return Remember<T>(node, Explain(error));
        }
    }

    private static NodeOrderResult Untold(ClusterNode node, string why) => new(node.Id, "untold", $"Node {node.Id} could not be told: {why}.");

    private NodeReply<T> Remember<T>(ClusterNode node, string fault)
        where T : class
    {
        _unreachable[node.Address] = (_time.GetTimestamp(), fault);
        return new NodeReply<T>(node, null, fault);
    }

    private string Explain(Exception error) => error switch
    {
        OperationCanceledException => FormattableString.Invariant($"No answer within {_options.AskTimeout.TotalSeconds:0.##} s (cluster.ask-timeout)."),
        JsonException => "What it answers is no node's part: it may be of another version.",
        _ => error.Message,
    };

    private static Uri UriOf(ClusterNode node, string path) => new($"http://{node.Address}/internal/v1/{path}");
}
