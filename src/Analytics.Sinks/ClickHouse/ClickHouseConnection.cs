using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Log;
using Analytics.Contracts.Stores;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// ClickHouse over its HTTP interface: queries as the read-only user, everything else as the writer. Of several replicas the one that answered last is asked; one that does not
/// answer is passed over, at once and for a while. Credentials travel in a header, never in an address. Any thread.
/// </summary>
public sealed class ClickHouseConnection : IColumnStore, IDisposable
{
    private const string QuerySettings =
        "&default_format=JSONCompactEachRow&output_format_json_quote_64bit_integers=0&output_format_json_quote_decimals=0&output_format_json_quote_denormals=1";

    private const int SmallestRead = 64 * 1024;

    /// <summary>The most that the profile of a reader allows.</summary>
    private const double LongestExecutionSeconds = 60;

    /// <summary>A query is ended by the server, which says so, before anybody here stops waiting.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // One body is one block is one part: the server may neither split a block nor gather several.
    private const string InsertSettings =
        "&async_insert=0&insert_deduplicate=1&max_insert_block_size=100000000&min_insert_block_size_rows=0&min_insert_block_size_bytes=0&input_format_parallel_parsing=0";

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\t\n\r\0\b\f");

    private readonly ClickHouseConnectionOptions _options;
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _writer;
    private readonly AuthenticationHeaderValue _reader;
    private readonly string _querySettings;
    private int _preferred;

    /// <summary>Connects on the first request.</summary>
    public ClickHouseConnection(ClickHouseConnectionOptions options)
    {
        _options = options;
        _writer = Basic(options.Writer);
        _reader = Basic(options.Reader);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            AutomaticDecompression = options.Compress ? DecompressionMethods.GZip : DecompressionMethods.None,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // Whoever stops waiting closes the connection, and the server ends the query; one whose client is lost without a word ends by itself.
        var seconds = Math.Min(LongestExecutionSeconds, Math.Ceiling(options.QueryTimeout.TotalSeconds) + 1).ToString(CultureInfo.InvariantCulture);
        _querySettings = $"{QuerySettings}&cancel_http_readonly_queries_on_client_close=1&max_execution_time={seconds}{(options.Compress ? "&enable_http_compression=1" : "")}";
    }

    /// <summary>The servers and how they are.</summary>
    public IReadOnlyList<ClickHouseServer> Servers => _options.Servers;

    /// <summary>True when the tables are replicated, see <see cref="ClickHouseConnectionOptions.IsReplicated"/>.</summary>
    public bool IsReplicated => _options.IsReplicated;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellation)
    {
        var body = await SendAsync(Address(_querySettings, parameters), () => new ByteArrayContent(Encoding.UTF8.GetBytes(sql)), _reader, _options.QueryTimeout + Grace, WholeAsync, cancellation);
        return Rows(body);
    }

    /// <summary>Runs one SELECT as the read-only user.</summary>
    /// <param name="sql">The statement; values reach it only as bound parameters.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="threads">Most threads of the server, so that others get theirs.</param>
    /// <param name="target">Gets the answer's bytes, in the Native format, instead of what it has: answers of many megabytes come into the same memory again and again.</param>
    /// <param name="cancellation">Ends the question, also in the server.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="ClickHouseException">The store refused it.</exception>
    public Task ReadAsync(string sql, IReadOnlyDictionary<string, string> parameters, int threads, RecordBatch target, CancellationToken cancellation)
    {
        // Only an answer that is whole before its first byte leaves can still become an error.
        var settings = string.Create(CultureInfo.InvariantCulture, $"&default_format=Native&wait_end_of_query=1&max_threads={threads}&cancel_http_readonly_queries_on_client_close=1&max_execution_time={LongestExecutionSeconds}{(_options.Compress ? "&enable_http_compression=1" : "")}");
        return SendAsync(Address(settings, parameters), () => new ByteArrayContent(Encoding.UTF8.GetBytes(sql)), _reader, TimeSpan.FromSeconds(LongestExecutionSeconds) + Grace, IntoAsync, cancellation);

        async Task<RecordBatch> IntoAsync(HttpContent content, CancellationToken limit)
        {
            target.Clear();
            await using var stream = await content.ReadAsStreamAsync(limit);
            while (true)
            {
                target.Reserve(SmallestRead);
                var read = await stream.ReadAsync(target.Buffer.AsMemory(target.Length), limit);
                if (read == 0) return target;
                target.Commit(read);
            }
        }
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(string sql, CancellationToken cancellation) =>
        SendAsync("?wait_end_of_query=1", () => new ByteArrayContent(Encoding.UTF8.GetBytes(sql)), _writer, _options.StatementTimeout, WholeAsync, cancellation);

    /// <summary>Inserts one block of the Native format as one part and returns when the server has committed it.</summary>
    /// <param name="table">Name with database.</param>
    /// <param name="block">The block.</param>
    /// <param name="token">Deduplication token: the same token again inserts nothing. Null inserts whatever came before.</param>
    /// <param name="cancellation">Gives up waiting; the block may be inserted all the same.</param>
    /// <exception cref="StoreUnavailableException">The server did not answer or cannot take it now: whether the block is in is unknown.</exception>
    /// <exception cref="ClickHouseException">The server refused it for good.</exception>
    public async Task InsertAsync(string table, ReadOnlyMemory<byte> block, string? token, CancellationToken cancellation)
    {
        var url = "?query=" + Uri.EscapeDataString($"INSERT INTO {table} FORMAT Native") + InsertSettings
            + (token is null ? "&insert_deduplication_token=" : "&insert_deduplication_token=" + Uri.EscapeDataString(token));
        var body = _options.Compress ? Compressed(block) : block;
        await SendAsync(url, () => Content(body, _options.Compress), _writer, _options.StatementTimeout, WholeAsync, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Asks the replicas one after the other until one answers. What one says that is well is final: a question too heavy for it is too heavy for the others.</summary>
    private async Task<T> SendAsync<T>(string url, Func<HttpContent> content, AuthenticationHeaderValue user, TimeSpan timeout, Func<HttpContent, CancellationToken, Task<T>> take, CancellationToken cancellation)
    {
        StoreUnavailableException? fault = null;
        var first = Volatile.Read(ref _preferred);
        for (var i = 0; i < _options.Servers.Count; i++)
        {
            var index = (first + i) % _options.Servers.Count;
            var server = _options.Servers[index];
            if (!server.IsReady || (_options.Servers.Count > 1 && !server.Breaker.TryPass(_options.Time.GetUtcNow()))) continue;
            try
            {
                var body = await SendAsync(server, url, content, user, timeout, take, cancellation);
                Volatile.Write(ref _preferred, index);
                return body;
            }
            catch (StoreUnavailableException unavailable) when (!server.State.IsUp)
            {
                fault = unavailable;
            }
        }

        throw fault ?? new StoreUnavailableException($"ClickHouse is not asked for a moment: {_options.Servers[first].State.Error ?? "no server is ready"}");
    }

    private async Task<T> SendAsync<T>(
        ClickHouseServer server, string url, Func<HttpContent> content, AuthenticationHeaderValue user, TimeSpan timeout, Func<HttpContent, CancellationToken, Task<T>> take, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, url)) { Content = content() };
            request.Headers.Authorization = user;
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var (refused, body) = answer.IsSuccessStatusCode ? (null, await take(answer.Content, limit.Token)) : (await WholeAsync(answer.Content, limit.Token), default(T));
            var code = CodeOf(answer);
            if (PassingErrors.AreOfServer(code, answer.StatusCode)) server.Breaker.Failed(_options.Time.GetUtcNow(), $"It answered {(int)answer.StatusCode}, code {code}.");
            else server.Breaker.Succeeded(_options.Time.GetUtcNow());
            return refused is null ? body! : throw Refusal(answer, code, refused);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable(server, $"ClickHouse did not answer within {timeout.TotalSeconds:0} s.", null);
        }
        catch (OperationCanceledException)
        {
            server.Breaker.Abandoned();
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // What happened on the wire is told innermost; around it is only where the client was at that moment.
            throw Unavailable(server, $"ClickHouse did not answer: {e.GetBaseException().Message}", e);
        }
    }

    private static Task<byte[]> WholeAsync(HttpContent content, CancellationToken cancellation) => content.ReadAsByteArrayAsync(cancellation);

    private StoreUnavailableException Unavailable(ClickHouseServer server, string message, Exception? cause)
    {
        server.Breaker.Failed(_options.Time.GetUtcNow(), message);
        return new StoreUnavailableException(message, cause);
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes, bool isCompressed)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        if (isCompressed) content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static ReadOnlyMemory<byte> Compressed(ReadOnlyMemory<byte> bytes)
    {
        var target = new MemoryStream(bytes.Length / 2);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes.Span);
        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }

    private static int CodeOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes)
        && int.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Exception Refusal(HttpResponseMessage answer, int code, byte[] body)
    {
        var text = $"ClickHouse: {Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 2000)).Trim()}";
        return PassingErrors.Contains(code, answer.StatusCode) ? new StoreUnavailableException(text) : new ClickHouseException(code, text);
    }

    private static List<JsonElement> Rows(byte[] body)
    {
        var rows = new List<JsonElement>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read()) rows.Add(JsonElement.ParseValue(ref reader));
        return rows;
    }

    private string Address(string settings, IReadOnlyDictionary<string, string> parameters)
    {
        var url = new StringBuilder("?database=").Append(Uri.EscapeDataString(_options.Database)).Append(settings);
        foreach (var (name, value) in parameters)
            url.Append("&param_").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(Escape(value)));
        return url.ToString();
    }

    // Bound parameters travel in the escaped form of TabSeparated, wherever ClickHouse reads them.
    private static string Escape(string value) => !value.AsSpan().ContainsAny(Escaped)
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)
            .Replace("\b", "\\b", StringComparison.Ordinal).Replace("\f", "\\f", StringComparison.Ordinal);

    private static AuthenticationHeaderValue Basic(ClickHouseCredentials user) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.User}:{user.Password}")));
}
